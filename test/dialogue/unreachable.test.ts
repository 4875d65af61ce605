import { join } from 'node:path';
import { createDialogue } from '../../src/dialogue/dialogue';
import { loadKnowledge } from '../../src/knowledge/load-knowledge';
import { AT, pasted, said } from './events';

describe('when the platform takes no messages for the person any more', () => {
  const dialogue = createDialogue(loadKnowledge(join(__dirname, '../../intents')));
  const open = dialogue.step(dialogue.initial, pasted({ label: 'mailbox-full' })).state;
  const lost = dialogue.step(open, { kind: 'unreachable', at: AT });

  it('marks the open case, and says nothing into the void', () => {
    expect(dialogue.summarise(lost.state)).toMatchObject([{ state: 'unreachable' }]);
    expect(lost.effects).toEqual([]);
  });

  it('goes on as soon as the person writes again', () => {
    const back = dialogue.step(lost.state, said('hello', 'greeting'));
    expect(dialogue.summarise(back.state)).toMatchObject([{ state: 'open' }]);
    expect(back.effects).toContainEqual(expect.objectContaining({ kind: 'reply' }));
  });
});
