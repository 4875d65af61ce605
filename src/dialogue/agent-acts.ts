import type { AgentNotice } from './effect';
import type { AgentAct, DialogueEvent } from './event';
import { closeCase, resumeAfterHuman, timerOf } from './progress';
import { prompt } from './prompt';
import { behindAgent } from './other-agent';
import { activeCase, agentOf, heldCase, type Agent, type Case, type Phase } from './state';
import { changeCase, moveTo, order, say, show, withActive, withState, type Turn } from './turn';
import { untakenTimerOf } from './untaken';
import { REMIND_AFTER_SECONDS } from './with-human';

type AgentActed = Extract<DialogueEvent, { kind: 'agentActed' }>;
type Wrote = Extract<AgentAct, { kind: 'wrote' }>;
type Closed = Extract<Phase, { kind: 'closed' }>;

/** Takes what an agent did: a human outranks the bot, so their case becomes the one that is talked about. */
export function hearAgent(turn: Turn, acted: AgentActed): Turn {
  const item = turn.state.cases.find(({ id }) => id === acted.caseId);
  if (item === undefined) return turn;
  const { act, from } = acted;
  const agent: Agent = { ...acted.agent, at: from };
  const event: AgentActed = { ...acted, agent };
  switch (act.kind) {
    case 'took':
      return take(turn, item, event);
    case 'wrote':
      return wrote(turn, item, event, act);
    case 'corrected':
      return corrected(turn, item, event, act.text);
    case 'gaveBack':
      return giveBack(turn, item, event);
    case 'solved':
      return solved(turn, item, event);
    case 'reopened':
      return item.phase.kind === 'with-human'
        ? turn
        : say(giveTo(turn, item, agent), turn.script.texts.desk.reopenedBy, { agent: agent.name });
    case 'notMail':
      return notMail(turn, item, event);
  }
}

function take(turn: Turn, item: Case, event: AgentActed): Turn {
  const holder = agentOf(item);
  if (holder?.id === event.agent.id) return turn;
  if (holder !== null) return tellAgent(turn, event, { kind: 'taken-by', name: holder.name });
  if (item.phase.kind === 'closed') return tellAgent(turn, event, { kind: 'already-over' });
  if (item.phase.kind === 'confirm-agent') return tellAgent(turn, event, { kind: 'already-solved' });
  return sayTaken(giveTo(turn, item, event.agent), event.agent);
}

function sayTaken(turn: Turn, agent: Agent): Turn {
  return say(turn, turn.script.texts.desk.taken, { agent: agent.name });
}

/** From now on the agent alone speaks. */
function giveTo(turn: Turn, item: Case, agent: Agent): Turn {
  const nudges = item.phase.kind === 'with-human' ? item.phase.nudges : 0;
  const held = moveTo(makeActive(turn, item), item, {
    kind: 'with-human',
    agent,
    since: turn.at,
    nudges,
  });
  return cancelTimers(held, item);
}

function makeActive(turn: Turn, item: Case): Turn {
  return withState(turn, { activeCase: item.id, offered: null });
}

function cancelTimers(turn: Turn, item: Case): Turn {
  return [untakenTimerOf(item), timerOf(item)].reduce(
    (next, timer) => order(next, { kind: 'cancelTimer', timer }),
    turn,
  );
}

/**
 * Writing to the person is taking the case, unless the person is being asked whether it works. A last word about
 * a closed case opens nothing again, but can be answered where nothing else is being talked about.
 */
function wrote(turn: Turn, item: Case, event: AgentActed, act: Wrote): Turn {
  const { agent, from } = event;
  const asking = item.phase.kind === 'confirm-agent';
  const speaking = speak(turn, item, agent);
  const said =
    act.text === '' ? speaking : show(speaking, { kind: 'human', name: agent.name, text: act.text });
  const mirrored = act.text === '' ? said : mirror(said, event, act.text);
  const passed = act.files.reduce(
    (next, { name, ref }) => order(next, { kind: 'passFile', from, agent: agent.name, name, ref }),
    mirrored,
  );
  return asking && act.text !== '' ? prompt(passed) : passed;
}

function speak(turn: Turn, item: Case, agent: Agent): Turn {
  if (item.phase.kind === 'closed') return heardLast(turn, item, item.phase, agent);
  const held = item.phase.kind === 'confirm-agent' || agentOf(item) !== null;
  return held ? makeActive(turn, item) : sayTaken(giveTo(turn, item, agent), agent);
}

function heardLast(turn: Turn, item: Case, phase: Closed, agent: Agent): Turn {
  const spoken = activeCase(turn.state);
  const isBusy = heldCase(turn.state) !== null || (spoken !== null && spoken.phase.kind !== 'closed');
  if (isBusy) return turn;
  return changeCase(makeActive(turn, item), item.id, { phase: { ...phase, lastWord: agent } });
}

function mirror(turn: Turn, { caseId, from, agent }: AgentActed, text: string): Turn {
  return order(turn, { kind: 'mirror', caseId, from, name: agent.name, text });
}

/** Nothing to correct where the person no longer talks with the agents. */
function corrected(turn: Turn, item: Case, event: AgentActed, text: string): Turn {
  if (item.phase.kind !== 'with-human' && item.phase.kind !== 'confirm-agent') return turn;
  const { name } = event.agent;
  const corrected = `${turn.script.texts.desk.correction} ${text}`;
  const said = show(makeActive(turn, item), { kind: 'human', name, text: corrected });
  const mirrored = mirror(said, event, corrected);
  return item.phase.kind === 'confirm-agent' ? prompt(mirrored) : mirrored;
}

function giveBack(turn: Turn, item: Case, event: AgentActed): Turn {
  if (item.phase.kind === 'closed') return tellAgent(turn, event, { kind: 'already-over' });
  if (item.phase.kind !== 'with-human' && item.phase.kind !== 'confirm-agent') return turn;
  return behindAgent(turn, item, (free) => {
    const back = cancelTimers(makeActive(free, item), item);
    const said = say(back, free.script.texts.desk.givenBack, { agent: event.agent.name });
    return withActive(said, resumeAfterHuman);
  });
}

function solved(turn: Turn, item: Case, event: AgentActed): Turn {
  if (item.phase.kind === 'closed') return tellAgent(turn, event, { kind: 'already-over' });
  if (item.phase.kind === 'confirm-agent') return tellAgent(turn, event, { kind: 'already-solved' });
  const { agent } = event;
  return behindAgent(turn, item, (free) => {
    const quiet = cancelTimers(makeActive(free, item), item);
    const asking = moveTo(quiet, item, { kind: 'confirm-agent', agent });
    return prompt(
      order(asking, { kind: 'setTimer', timer: timerOf(item), afterSeconds: REMIND_AFTER_SECONDS }),
    );
  });
}

function notMail(turn: Turn, item: Case, event: AgentActed): Turn {
  if (item.phase.kind === 'closed') return tellAgent(turn, event, { kind: 'already-over' });
  const { agent } = event;
  const told = say(turn, turn.script.texts.desk.notMail, { agent: agent.name });
  return behindAgent(told, item, (free) => closeCase(makeActive(free, item), item, 'dropped', agent));
}

function tellAgent(turn: Turn, { caseId, from, agent }: AgentActed, notice: AgentNotice): Turn {
  return order(turn, { kind: 'tellAgent', caseId, from, agent, notice });
}
