import { createBot } from '../../src/bot';
import { openTracing } from '../../src/cli/tracing/open-tracing';
import type { TicketSystem } from '../../src/helpdesk/ticket-system';
import { createLog } from '../../src/log';
import { IN_MEMORY } from '../../src/store/embedded-database';
import { openEmbeddedStore } from '../../src/store/embedded-store';
import { said, ScriptedChannel, ScriptedClock, scriptedDialogue, scriptedReader } from '../bot/scripted';

const busyTickets: TicketSystem = {
  name: 'busy',
  open: () => Promise.resolve({ kind: 'retry', afterMs: 60_000, reason: 'create-rate-limited' }),
};

/** A process of its own, because the exporter loads Node's http in a way that jest's sandbox has none of. */
async function main(texts: readonly string[]): Promise<void> {
  const tracing = await openTracing(process.env);
  const store = await openEmbeddedStore(IN_MEMORY);
  const channel = new ScriptedChannel();
  const bot = createBot({
    store,
    channels: [channel],
    desks: [],
    tickets: busyTickets,
    dialogue: scriptedDialogue,
    reader: scriptedReader,
    clock: new ScriptedClock().now,
    log: createLog('info', (line) => process.stdout.write(line)),
    ...(tracing !== null && { tracer: tracing.tracer }),
  });
  await bot.start();
  for (const text of texts)
    await bot.receive(said(text, { user: { id: 'u-kim', name: 'Kim' } })).catch(() => null);
  await bot.idle();
  await bot.stop();
  await store.close();
  await tracing?.stop();
}

void main(process.argv.slice(2));
