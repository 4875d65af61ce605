import { titleOf } from './case-line';
import { resendOf } from './first-answer';
import { endWaiting, timerOf } from './progress';
import { prompt } from './prompt';
import { findVariant } from './script';
import { someAgentSpeaks, type Case } from './state';
import { order, say, withState, type Turn } from './turn';
import { stillUntaken, untakenTimerOf } from './untaken';

/** While an agent speaks with the person, a reminder of the bot's own would talk into it. */
const WHILE_AGENT_SPEAKS_SECONDS = 1800;

/** A timer rang: take its case up again, unless it has gone on meanwhile. */
export function timerRang(turn: Turn, timer: string): Turn {
  const item = turn.state.cases.find((entry) => [timerOf(entry), untakenTimerOf(entry)].includes(timer));
  if (item === undefined) return turn;
  if (someAgentSpeaks(turn.state))
    return order(turn, { kind: 'setTimer', timer, afterSeconds: WHILE_AGENT_SPEAKS_SECONDS });
  if (timer === untakenTimerOf(item)) return stillUntaken(turn, item);
  switch (item.phase.kind) {
    case 'waiting':
      return takeUp(turn, item);
    case 'confirm-agent':
      return prompt(makeActive(turn, item));
    case 'queued':
    case 'ask-paste':
    case 'tell-apart':
    case 'collect':
    case 'step':
    case 'confirm':
    case 'ask-when':
    case 'offer-human':
    case 'guide-gone':
    case 'with-human':
    case 'closed':
      return turn;
  }
}

function makeActive(turn: Turn, item: Case): Turn {
  return withState(turn, { activeCase: item.id, offered: null });
}

function takeUp(turn: Turn, item: Case): Turn {
  const said = say(makeActive(turn, item), comingBack(turn, item), { title: titleOf(turn.script, item) });
  return endWaiting(said, item);
}

/** After a wait for the fix the person first has to send again, unless the mail is still on its way. */
function comingBack(turn: Turn, item: Case): string {
  const { texts } = turn.script;
  const variant = findVariant(turn.script, item.problem.variant);
  const waited = item.phase.kind === 'waiting' && item.phase.then === 'confirm';
  const sends = waited && variant !== null && resendOf(variant, item.problem).answer !== 'no';
  return sends ? texts.backToSend : texts.back;
}
