import { Registry } from 'prom-client';
import type { Access } from '../../adapters/web/access';
import { createWeb } from '../../adapters/web/web';
import { createBot, type Bot } from '../../src/bot';
import type { Channel } from '../../src/channel';
import type { Reply } from '../../src/dialogue/reply';
import { storeOnly } from '../../src/helpdesk/ticket-system';
import { createHttpMetrics } from '../../src/http/metrics';
import { createHttpServer } from '../../src/http/server';
import { createLog } from '../../src/log';
import { IN_MEMORY } from '../../src/store/embedded-database';
import { openEmbeddedStore } from '../../src/store/embedded-store';
import type { Store } from '../../src/store/store';
import { script } from './script';
import { scriptedDialogue, scriptedReader } from './scripted-dialogue';

export interface Desk {
  readonly store: Store;
  readonly port: number;
  readonly base: string;
  /** What was told to onError. */
  readonly errors: readonly unknown[];
  close(): Promise<void>;
}

export interface DeskOptions {
  readonly access?: Access;
  readonly replies?: readonly Reply[];
  /** A file, for a desk that is opened again; its own store in memory otherwise. */
  readonly storeFile?: string;
  readonly port?: number;
}

export const MAX_FILE_BYTES = 32 * 1024 * 1024;

/** The web chat as it is served, with a dialogue that only says what the script says. */
export async function openDesk(options: DeskOptions = {}): Promise<Desk> {
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  const store = await openEmbeddedStore(options.storeFile ?? IN_MEMORY);
  const access = options.access ?? { kind: 'local' };
  const web = createWeb({ access, transcripts: store, maxFileBytes: MAX_FILE_BYTES, onError });
  const bot = scriptedBot(store, web.channel, options.replies ?? script);
  await bot.start();
  const metrics = createHttpMetrics(new Registry());
  const server = createHttpServer({ routes: web.routes(bot), metrics, onError });
  const port = await server.listen(options.port ?? 0, '127.0.0.1');
  const close = async (): Promise<void> => {
    web.close();
    await server.close(0);
    await bot.stop();
    await store.close();
  };
  return { store, port, base: `http://127.0.0.1:${port}`, errors, close };
}

function scriptedBot(store: Store, channel: Channel, replies: readonly Reply[]): Bot {
  return createBot({
    store,
    channels: [channel],
    desks: [],
    tickets: storeOnly,
    dialogue: scriptedDialogue(replies),
    reader: scriptedReader,
    clock: () => new Date(),
    log: createLog('silent'),
  });
}
