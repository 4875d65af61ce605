import { Registry } from 'prom-client';
import { createBot } from '../../src/bot';
import { createBotMetrics } from '../../src/cli/bot-metrics';
import { storeOnly } from '../../src/helpdesk/ticket-system';
import { createLog } from '../../src/log';
import { openEmbeddedStore } from '../../src/store/embedded-store';
import { openPostgresStore } from '../../src/store/postgres-store';
import { channel, inParallel, loadParts, messageOf } from './turn-parts';

/** One replica that takes turn after turn: `STORE TURNS STEP`, where STORE is a file or postgres://…; needs --expose-gc. */
const [place = '', turns = '', step = ''] = process.argv.slice(2);

/** Each of them comes back again and again, and new ones come all the time. */
const PEOPLE_IN_STEP = 2_000;
const ANSWERS = ['done', 'how do I do that?', 'it still bounces', 'yes', 'talk to a human', 'bot new error'];

async function main(): Promise<void> {
  const { reader, dialogue } = await loadParts();
  const store = await (place.startsWith('postgres:') ? openPostgresStore(place) : openEmbeddedStore(place));
  const clock = () => new Date();
  const bot = createBot({
    store,
    channels: [channel],
    desks: [],
    tickets: storeOnly,
    dialogue,
    reader,
    clock,
    // Lines are made, and go nowhere.
    log: createLog('info', () => undefined),
    meter: createBotMetrics(new Registry(), store, clock),
    limits: { ofPerson: 1_000_000, ofWorkspace: 1_000_000_000 },
  });
  await bot.start();
  for (let taken = 0; taken < Number(turns); taken += Number(step)) {
    const began = performance.now();
    const incoming = Array.from({ length: Number(step) }, (_, index) => someMessage(taken, index));
    await inParallel(incoming, (item) => bot.receive(item));
    await bot.idle();
    tell(taken + Number(step), performance.now() - began);
  }
  await bot.stop();
  await store.close();
}

function someMessage(taken: number, index: number) {
  const person = `${taken}-${index % PEOPLE_IN_STEP}`;
  const visit = Math.floor(index / PEOPLE_IN_STEP);
  return visit === 0
    ? messageOf(person, `-${visit}`)
    : messageOf(person, `-${visit}`, ANSWERS[(index + visit) % ANSWERS.length]);
}

/** Twice, since what the first collection finds finalizers for is freed by the second. */
function tell(after: number, milliseconds: number): void {
  if (globalThis.gc === undefined) throw new Error('start it with --expose-gc');
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  process.stdout.write(`${JSON.stringify({ after, milliseconds, heapUsed, external, rss })}\n`);
}

void main();
