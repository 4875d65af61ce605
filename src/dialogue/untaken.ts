import { isOpenAt, nextOpening, sayOpening, secondsOfOfficeTime } from './desk-terms';
import { priorityOf } from './standing';
import type { Case } from './state';
import { changeCase, order, say, type Turn } from './turn';

/** Reminders of one case; then the desk has heard it often enough, and the person is told so. */
const NUDGES = 3;

export function untakenTimerOf(item: Case): string {
  return `untaken-${item.id}`;
}

/** Comes back when an agent should have taken the case by then. Nothing to wait for where nobody watches. */
export function awaitAgent(turn: Turn, item: Case): Turn {
  const { hours, takeWithinMinutes } = turn.desk;
  if (takeWithinMinutes === null) return turn;
  const afterSeconds = secondsOfOfficeTime(hours, turn.at, takeWithinMinutes);
  return order(sayIfClosed(turn), { kind: 'setTimer', timer: untakenTimerOf(item), afterSeconds });
}

function sayIfClosed(turn: Turn): Turn {
  const { hours } = turn.desk;
  if (hours === null || isOpenAt(hours, turn.at)) return turn;
  const opening = nextOpening(hours, turn.at);
  if (opening === null) return turn;
  return say(turn, turn.script.texts.desk.closed, { opening: sayOpening(hours, opening) });
}

/** Nobody has taken it: its priority goes up, the agents are reminded, and the person is told the truth. */
export function stillUntaken(turn: Turn, item: Case): Turn {
  const { takeWithinMinutes, hours } = turn.desk;
  const { phase } = item;
  if (phase.kind !== 'with-human' || phase.agent !== null || takeWithinMinutes === null) return turn;
  const nudge = phase.nudges + 1;
  const last = nudge >= NUDGES;
  const nudgedPhase = { ...phase, nudges: nudge };
  const { script } = turn;
  const raised = priorityOf(script, item) !== priorityOf(script, { ...item, phase: nudgedPhase });
  const nudged = order(changeCase(turn, item.id, { phase: nudgedPhase }), {
    kind: 'tellDesk',
    caseId: item.id,
    notice: { kind: 'untaken', minutes: takeWithinMinutes * nudge, nudge, last, raised },
  });
  const { untaken, untakenUrgent, untakenLast } = script.texts.desk;
  if (last) return say(nudged, untakenLast);
  const told = nudge === 1 ? say(nudged, raised ? untaken : untakenUrgent) : nudged;
  return order(told, {
    kind: 'setTimer',
    timer: untakenTimerOf(item),
    afterSeconds: secondsOfOfficeTime(hours, turn.at, takeWithinMinutes),
  });
}
