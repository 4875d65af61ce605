import { createTerminal } from '../../adapters/terminal/terminal';
import type { Config } from '../config';
import { createLog } from '../log';
import { assembleBot } from './assemble';
import { loadExpert } from './expert';
import { openStore } from './open-store';

/** The conversation in the terminal, until its input ends. */
export async function chat(config: Config, user: string): Promise<void> {
  const terminal = createTerminal({ input: process.stdin, output: process.stdout, user });
  const store = await openStore(config);
  const bot = assembleBot(
    await loadExpert(config.INTENTS_DIR),
    store,
    [terminal.channel],
    createLog(config.LOG_LEVEL),
  );
  try {
    await bot.start();
    await terminal.run(bot);
  } finally {
    await bot.stop();
    await store.close();
  }
}
