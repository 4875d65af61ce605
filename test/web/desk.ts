import { Registry } from 'prom-client';
import type { Access } from '../../adapters/web/access';
import { createWeb } from '../../adapters/web/web';
import { createHttpMetrics } from '../../src/http/metrics';
import { createHttpServer } from '../../src/http/server';
import type { Reply } from '../../src/dialogue/reply';
import { script } from './script';
import { ScriptedBot } from './scripted-bot';

export interface Desk {
  readonly bot: ScriptedBot;
  readonly port: number;
  readonly base: string;
  /** What was told to onError. */
  readonly errors: readonly unknown[];
  close(): Promise<void>;
}

export interface DeskOptions {
  readonly access?: Access;
  readonly replies?: readonly Reply[];
  readonly bot?: ScriptedBot;
  readonly port?: number;
}

/** The web chat on a port of its own, with a bot that says what the script says. */
export async function openDesk(options: DeskOptions = {}): Promise<Desk> {
  const errors: unknown[] = [];
  const bot = options.bot ?? new ScriptedBot(options.replies ?? script);
  const web = createWeb({
    access: options.access ?? { kind: 'local' },
    transcripts: bot,
    maxFileBytes: 32 * 1024 * 1024,
    onError: (error) => errors.push(error),
  });
  bot.channel = web.channel;
  const server = createHttpServer({
    routes: web.routes(bot),
    metrics: createHttpMetrics(new Registry()),
    onError: (error) => errors.push(error),
  });
  const port = await server.listen(options.port ?? 0, '127.0.0.1');
  const close = (): Promise<void> => {
    web.close();
    return server.close(0);
  };
  return { bot, port, base: `http://127.0.0.1:${port}`, errors, close };
}
