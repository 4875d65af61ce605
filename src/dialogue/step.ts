import { takeChoice } from './choices';
import { NO_DESK, type DeskTerms } from './desk-terms';
import type { Effect } from './effect';
import type { DialogueEvent } from './event';
import { hearAgent } from './agent-acts';
import { ticketJoined, ticketOpened, toOwnTicket } from './hand-over';
import { greet, hear } from './hear';
import { mendState } from './mend-state';
import { backToAgent, behindAgent } from './other-agent';
import { offerOpenCase } from './progress';
import { asksAnew, prompt } from './prompt';
import type { Script } from './script';
import { isSameStanding, standingOf } from './standing';
import { activeCase, agentOf, someAgentSpeaks, type State } from './state';
import { timerRang } from './timers';
import { beginTurn, changeCase, finishTurn, say, withState, type Turn } from './turn';
import { relayEdit } from './with-human';

/**
 * One turn of the conversation: the state and what happened in, the new state and orders for the world out.
 * Pure: it reads no clock and does nothing itself; the same input gives the same output, on any replica.
 */
export function step(
  script: Script,
  state: State,
  event: DialogueEvent,
  desk: DeskTerms = NO_DESK,
): { readonly state: State; readonly effects: readonly Effect[] } {
  const mended = mendState(script, state, event);
  const before = comesFromPerson(event) ? { ...mended.state, unreachable: null } : mended.state;
  const { state: after, effects } = finishTurn(
    backToAgent(take(beginTurn(script, desk, before, event.at), mended.event)),
  );
  return { state: after, effects: [...effects, ...standingEffects(script, state, after)] };
}

function comesFromPerson({ kind }: DialogueEvent): boolean {
  return kind === 'opened' || kind === 'said' || kind === 'chose' || kind === 'edited';
}

/** Whatever the turn was about: the agents see every case as it stands after it. */
function standingEffects(script: Script, before: State, after: State): readonly Effect[] {
  return after.cases.flatMap((item): Effect[] => {
    const standing = standingOf(script, after, item);
    const known = before.cases.find(({ id }) => id === item.id);
    const shown = known === undefined ? null : standingOf(script, before, known);
    if (standing === null || isSameStanding(shown, standing)) return [];
    return [{ kind: 'showStanding', caseId: item.id, standing }];
  });
}

function take(turn: Turn, event: DialogueEvent): Turn {
  const { texts } = turn.script;
  switch (event.kind) {
    case 'opened':
      return open(turn);
    case 'said':
      return hear(turn, event);
    case 'edited':
      return relayEdit(turn, event.text);
    case 'chose':
      return choose(turn, event.question, event.choice);
    case 'timerFired':
      return timerRang(turn, event.timer);
    case 'ticketOpened':
    case 'ticketJoined':
      return hearTicketOpened(turn, event);
    case 'ticketRefused':
      return hearTicketRefused(turn, event.caseId);
    case 'agentActed':
      return hearAgent(turn, event);
    case 'leaderClosed':
      return hearLeaderClosed(turn, event.caseId);
    case 'agentFileLost':
      return say(turn, texts.desk.fileLost, { agent: event.agent, file: event.file });
    case 'attachmentLost':
      return prompt(say(turn, texts.attachment[event.reason]), 'again');
    case 'throttled':
      return prompt(say(turn, texts.throttled[event.whose]), 'again');
    case 'unreachable':
      return withState(turn, { unreachable: event.at });
  }
}

function open(turn: Turn): Turn {
  return someAgentSpeaks(turn.state) ? turn : greet(turn, activeCase(turn.state));
}

type TicketEvent = Extract<DialogueEvent, { kind: 'ticketOpened' | 'ticketJoined' }>;

/** Then on with what is still open: another problem of the same paste, or the case now talked about. */
function hearTicketOpened(turn: Turn, { kind, caseId, reference, url }: TicketEvent): Turn {
  const item = turn.state.cases.find((entry) => entry.id === caseId);
  if (item === undefined) return turn;
  const joined = kind === 'ticketJoined';
  const known = changeCase(turn, caseId, { ticket: { kind: 'open', reference, url, joined } });
  if (item.phase.kind !== 'with-human' || agentOf(item) !== null || someAgentSpeaks(turn.state)) return known;
  const said = joined ? ticketJoined(known, item, reference, url) : ticketOpened(known, item, reference, url);
  return turn.state.activeCase === caseId ? offerOpenCase(said) : prompt(said, 'again');
}

function hearTicketRefused(turn: Turn, caseId: number): Turn {
  const known = changeCase(turn, caseId, { ticket: { kind: 'refused' } });
  return someAgentSpeaks(turn.state) ? known : prompt(say(known, turn.script.texts.ticketRefused), 'again');
}

/** The case is on its own again: it gets a ticket of its own. */
function hearLeaderClosed(turn: Turn, caseId: number): Turn {
  const item = turn.state.cases.find((entry) => entry.id === caseId);
  const joined = item?.ticket?.kind === 'open' && item.ticket.joined;
  if (item?.phase.kind !== 'with-human' || !joined) return turn;
  return behindAgent(turn, item, (free) => toOwnTicket(free, item, free.script.texts.desk.leaderClosed));
}

/** A press on an old question changes nothing and is answered kindly. */
function choose(turn: Turn, question: number, choice: string): Turn {
  if (someAgentSpeaks(turn.state)) return turn;
  const asked = turn.state.question;
  const taken = asked?.id === question ? asked.choices.find((entry) => entry.id === choice) : undefined;
  if (taken !== undefined)
    return takeChoice({ ...withState(turn, { misunderstood: 0 }), chosen: taken.label }, choice);
  const item = activeCase(turn.state);
  return prompt(item !== null && asksAnew(item) ? turn : say(turn, turn.script.texts.staleChoice));
}
