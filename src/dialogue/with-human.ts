import type { Intent, Meaning } from '../classifier/diagnosis';
import type { DialogueEvent } from './event';
import { titleOf } from './case-line';
import { sayDuration } from './duration';
import { closeCase, timerOf } from './progress';
import { toOwnTicket } from './hand-over';
import { prompt } from './prompt';
import { showStatus } from './commands';
import { returnToAgent } from './other-agent';
import { commandOf, SURE } from './to-bot';
import { activeCase, agentOf, agentToCall, heldCase, isWithAgents, type Case } from './state';
import { moveTo, order, say, withState, type Turn } from './turn';
import { awaitAgent } from './untaken';

type Said = Extract<DialogueEvent, { kind: 'said' }>;

/** An agent whose answer the person does not confirm is believed after a reminder, but the case is not closed. */
export const REMIND_AFTER_SECONDS = 86_400;

/** What the person says goes to the agents as it is, and the bot says nothing. */
export function relay(turn: Turn, item: Case): Turn {
  return order(turn, { kind: 'relay', caseId: item.id, edited: null, to: agentToCall(item) });
}

/** The same as long as no agent has the case: then somebody has to say that it was heard. */
export function passOn(turn: Turn, item: Case): Turn {
  return prompt(say(relay(turn, item), turn.script.texts.desk.passedOn), 'again');
}

const FOR_THE_BOT: readonly Intent[] = ['status', 'help', 'human', 'new-failure'];

/** An agent has had the last word about a closed case, and what the person says is theirs to read. */
export function answersLastWord({ phase }: Case, { intent, confidence }: Meaning): boolean {
  if (phase.kind !== 'closed' || phase.lastWord === undefined) return false;
  return !FOR_THE_BOT.includes(intent) || confidence < SURE;
}

/** The person changed their words: told on where the agents have read them. */
export function relayEdit(turn: Turn, text: string): Turn {
  const item = activeCase(turn.state) ?? heldCase(turn.state);
  if (item === null || !isWithAgents(item)) return turn;
  return order(turn, { kind: 'relay', caseId: item.id, edited: text, to: agentToCall(item) });
}

/**
 * The few commands that are the bot's own while an agent has the case. Where it waits for another error to be
 * pasted, it goes on waiting unless the command ends that.
 */
export function hearCommandToBot(turn: Turn, item: Case, said: Said): Turn {
  const { texts } = turn.script;
  switch (commandOf(said.text, said.meaning)) {
    case 'status':
      return showStatus(turn);
    case 'solved':
      return closeCase(withState(turn, { activeCase: item.id }), item, 'solved');
    case 'cancel':
      return callOff(turn, item);
    case 'new-failure':
    case 'restart':
      return say(withState(turn, { activeCase: null }), texts.anotherError);
    case 'yes':
    case 'no':
    case 'unsure':
    case 'done':
    case 'cannot':
    case 'not-solved':
    case 'explain':
    case 'how':
    case 'back':
    case 'human':
    case 'later':
    case 'thanks':
    case 'greeting':
    case 'correction':
    case 'help':
    case 'other':
      return say(turn, texts.desk.botCommands, { agent: agentOf(item)?.name ?? '' });
  }
}

/** Another error that is not to be pasted after all; else the case, as the person says to the bot alone. */
function callOff(turn: Turn, item: Case): Turn {
  return activeCase(turn.state) === null ? returnToAgent(turn, item) : closeCase(turn, item, 'dropped');
}

/** The agent said that it is solved, and the person finds that it is not. */
export function stillBouncing(turn: Turn, item: Case): Turn {
  if (item.phase.kind !== 'confirm-agent') return turn;
  if (isJoined(item)) return toOwnTicket(turn, item, turn.script.texts.desk.notCured);
  const { agent } = item.phase;
  const back = moveTo(turn, item, { kind: 'with-human', agent, since: turn.at, nudges: 0 });
  const notice = { kind: 'still-bouncing', to: agent } as const;
  const told = order(back, { kind: 'tellDesk', caseId: item.id, notice });
  return say(told, turn.script.texts.desk.stillBouncing, { agent: agent.name });
}

/** The person wants to speak before they say whether it works: the agent has the case again, and reads it. */
export function backToAsker(turn: Turn, item: Case): Turn {
  if (item.phase.kind !== 'confirm-agent') return turn;
  if (isJoined(item)) return toOwnTicket(turn, item, turn.script.texts.allRight);
  const { agent } = item.phase;
  const phase = { kind: 'with-human', agent, since: turn.at, nudges: 0 } as const;
  const title = titleOf(turn.script, item);
  return say(moveTo(relay(turn, item), item, phase), turn.script.texts.desk.backWithAgent, {
    agent: agent.name,
    title,
  });
}

/** Whether it works is asked again after that time. */
export function askLater(turn: Turn, item: Case, seconds: number | null): Turn {
  const afterSeconds = seconds ?? REMIND_AFTER_SECONDS;
  const said = say(turn, turn.script.texts.waiting, { delay: sayDuration(afterSeconds) });
  return order(said, { kind: 'setTimer', timer: timerOf(item), afterSeconds });
}

/** A case that a human had closed bounces again: it goes to the humans who know it. */
export function backToHumans(turn: Turn, item: Case): Turn {
  if (isJoined(item)) return toOwnTicket(turn, item, turn.script.texts.desk.notCured);
  const waiting = moveTo(turn, item, { kind: 'with-human', agent: null, since: turn.at, nudges: 0 });
  const notice = { kind: 'still-bouncing', to: null } as const;
  const told = order(waiting, { kind: 'tellDesk', caseId: item.id, notice });
  return awaitAgent(say(told, turn.script.texts.desk.reopened), item);
}

/** It was added to somebody else's ticket, whose agents have another person to talk with. */
function isJoined({ ticket }: Case): boolean {
  return ticket?.kind === 'open' && ticket.joined;
}
