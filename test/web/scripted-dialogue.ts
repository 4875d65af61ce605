import type { Dialogue } from '../../src/turn-taking';
import type { Reply } from '../../src/dialogue/reply';
import type { Reader } from '../../src/intake';

/** Says the replies of the script, one an event, and begins anew at its end. State: how many it has said. */
export function scriptedDialogue(script: readonly Reply[]): Dialogue<number> {
  return {
    initial: 0,
    parse: (json) => Number(json),
    step(said) {
      const reply = script[said % script.length];
      return { state: said + 1, effects: reply ? [{ kind: 'reply', reply }] : [] };
    },
    summarise: () => [],
  };
}

/** Reads nothing: what is said is stored as it is. */
export const scriptedReader: Reader = {
  analyse: () => ({ kind: 'refused', reason: 'empty' }),
  understand: () => ({ intent: 'other', confidence: 1 }),
  maskSecrets: (text) => text,
};
