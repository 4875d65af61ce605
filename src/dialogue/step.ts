import { takeChoice } from './choices';
import type { Effect } from './effect';
import type { DialogueEvent } from './event';
import { ticketOpened } from './hand-over';
import { hear } from './hear';
import { offerOpenCase, timerRang } from './progress';
import { prompt } from './prompt';
import type { Script } from './script';
import type { State } from './state';
import { beginTurn, finishTurn, say, withState, type Turn } from './turn';

/**
 * One turn of the conversation: the state and what happened in, the new state and orders for the world out.
 * Pure: it reads no clock and does nothing itself; the same input gives the same output, on any replica.
 */
export function step(
  script: Script,
  state: State,
  event: DialogueEvent,
): { readonly state: State; readonly effects: readonly Effect[] } {
  return finishTurn(take(beginTurn(script, state, event.at), event));
}

function take(turn: Turn, event: DialogueEvent): Turn {
  const { texts } = turn.script;
  switch (event.kind) {
    case 'opened':
      return turn.state.cases.length === 0 ? say(turn, texts.welcome) : prompt(turn);
    case 'said':
      return hear(turn, event);
    case 'chose':
      return choose(turn, event.question, event.choice);
    case 'timerFired':
      return timerRang(turn, event.timer);
    case 'ticketOpened':
      return hearTicketOpened(turn, event);
    case 'ticketRefused':
      return prompt(say(turn, texts.ticketRefused), 'again');
    case 'attachmentLost':
      return prompt(say(turn, texts.attachment[event.reason]), 'again');
  }
}

/** Then on with what is still open: another problem of the same paste, or the case now talked about. */
function hearTicketOpened(turn: Turn, event: Extract<DialogueEvent, { kind: 'ticketOpened' }>): Turn {
  const item = turn.state.cases.find((entry) => entry.id === event.caseId);
  if (item === undefined) return turn;
  const said = ticketOpened(turn, item, { reference: event.reference, url: event.url });
  return turn.state.activeCase === item.id ? offerOpenCase(said) : prompt(said, 'again');
}

/** A press on an old question changes nothing and is answered kindly. */
function choose(turn: Turn, question: number, choice: string): Turn {
  const open = turn.state.question;
  const taken = open?.id === question ? open.choices.find((entry) => entry.id === choice) : undefined;
  if (taken === undefined) return prompt(say(turn, turn.script.texts.staleChoice));
  return takeChoice({ ...withState(turn, { misunderstood: 0 }), chosen: taken.label }, choice);
}
