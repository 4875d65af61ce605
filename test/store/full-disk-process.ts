import { openEmbeddedStore } from '../../src/store/embedded-store';
import { StoreError } from '../../src/store/store-error';

/**
 * Stores turns until one is refused: `node full-disk-process.ts FILE`. Prints how many were stored, and the codes
 * with which the turn and a check were refused.
 */
async function main(): Promise<void> {
  const store = await openEmbeddedStore(process.argv[2] ?? '');
  const user = { id: 'u', name: null };
  const state = 'x'.repeat(20_000);
  let stored = 0;
  const storeNext = () =>
    store.turn(`c${stored}`, async (turn) => {
      await turn.saveConversation({ channel: 'test', address: '', user, state }, '');
    });
  for (;;) {
    const refused = await codeOf(storeNext());
    if (refused !== null) {
      const check = await codeOf(store.check());
      process.stdout.write(JSON.stringify({ stored, refused, check }));
      return;
    }
    stored += 1;
  }
}

async function codeOf(work: Promise<void>): Promise<string | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (error instanceof StoreError) return error.code;
    throw error;
  }
}

void main();
