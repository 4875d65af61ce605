import { createHash } from 'node:crypto';
import { createTerminal } from '../../adapters/terminal/terminal';
import type { Config } from '../config';
import { createLog } from '../log';
import { assembleBot } from './assemble';
import { loadExpert } from './expert';
import { openStore } from './open-store';
import { openTickets } from './open-tickets';

/** The conversation in the terminal, until its input ends. Somebody with a name goes on with theirs. */
export async function chat(config: Config, name: string | null): Promise<void> {
  const terminal = createTerminal({
    input: process.stdin,
    output: process.stdout,
    user: name ?? 'you',
    ...(name === null ? {} : { conversation: conversationOf(name) }),
  });
  const store = await openStore(config);
  const bot = assembleBot({
    expert: await loadExpert(config.INTENTS_DIR),
    store,
    channels: [terminal.channel],
    tickets: await openTickets(config),
    // On the screen on which somebody talks, lines of a log would stand between what is said.
    log: createLog(process.stderr.isTTY ? 'error' : config.LOG_LEVEL),
  });
  try {
    await bot.start();
    await terminal.run(bot);
  } finally {
    await bot.stop();
    await store.close();
  }
}

/** Always the same for a name, which can't be read from it: ids of conversations stand in logs. */
export function conversationOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 32);
}
