import { phrase } from './phrasing';
import { nameOf, titleOf } from './case-line';
import { beginCase } from './progress';
import { isOpen, activeCase, type Case, type Problem } from './state';
import { say, show, withActive, withState, type Turn } from './turn';

/** Opens a case for one problem and makes it the active one. */
export function openCase(turn: Turn, problem: Problem): Turn {
  return addCase(turn, problem, true);
}

/** Opens a case for each problem of a paste and begins the first; the others queue. */
export function openCases(turn: Turn, problems: readonly Problem[]): Turn {
  const [first, ...others] = problems;
  if (first === undefined) return turn;
  const opened = openCase(putAside(turn), first);
  const queued = others.reduce((next, problem) => addCase(next, problem, false), opened);
  return withActive(sayWhatIsIn(queued, problems), beginCase);
}

function addCase(turn: Turn, problem: Problem, active: boolean): Turn {
  const id = turn.state.cases.length + 1;
  const item: Case = {
    id,
    since: turn.at,
    problem,
    phase: { kind: 'queued' },
    history: [],
    answers: [],
    tried: [],
    ticket: null,
    pasteRequests: 0,
    moved: false,
  };
  return withState(turn, {
    cases: [...turn.state.cases, item],
    activeCase: active ? id : turn.state.activeCase,
    offered: null,
  });
}

/** Another error came in the middle of a case: say that the first one is kept. */
function putAside(turn: Turn): Turn {
  const item = activeCase(turn.state);
  if (item === null || !isOpen(item)) return turn;
  return say(turn, turn.script.texts.parked, { title: titleOf(turn.script, item) });
}

function sayWhatIsIn(turn: Turn, problems: readonly Problem[]): Turn {
  const count = problems.reduce((sum, problem) => sum + Math.max(1, problem.recipientCount), 0);
  if (problems.length > 1) {
    const items = turn.state.cases.slice(-problems.length).map((item) => ({
      label: nameOf(turn.script, item),
      value: phrase(turn.script, '{recipient}', item.problem).text,
    }));
    const said = say(turn, turn.script.texts.several, {
      count: String(count),
      kinds: String(problems.length),
    });
    return show(say(said, turn.script.texts.queuedList), { kind: 'facts', items });
  }
  return count > 1 ? say(turn, turn.script.texts.alike, { count: String(count) }) : turn;
}
