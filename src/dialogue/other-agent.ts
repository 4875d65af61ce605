import { activeCase, agentOf, heldCase, isOpen, someAgentSpeaks, type Case } from './state';
import { titleOf } from './case-line';
import { say, withState, type Turn } from './turn';

/**
 * What happens to a case while an agent speaks with the person about another one is done, and comes up when they
 * are through: it is neither said nor asked now, and the person goes on talking with the agent.
 */
export function behindAgent(turn: Turn, item: Case, then: (turn: Turn) => Turn): Turn {
  const spoken = activeCase(turn.state);
  if (spoken === null || spoken.id === item.id || agentOf(spoken) === null) return then(turn);
  const { state, effects } = then(turn);
  const { activeCase: active, offered } = turn.state;
  return { ...turn, effects, state: { ...state, activeCase: active, offered } };
}

/** The bot was asked for something else meanwhile and is through: the person is back with the agent. */
export function backToAgent(turn: Turn): Turn {
  const active = activeCase(turn.state);
  const held = heldCase(turn.state);
  if (held === null || active === null || isOpen(active)) return turn;
  return someAgentSpeaks(turn.state) ? turn : returnToAgent(turn, held);
}

export function returnToAgent(turn: Turn, held: Case): Turn {
  const back = withState({ ...turn, choices: [] }, { activeCase: held.id, offered: null });
  const agent = agentOf(held)?.name ?? '';
  const title = titleOf(turn.script, held);
  return say(back, turn.script.texts.desk.backWithAgent, { agent, title });
}
