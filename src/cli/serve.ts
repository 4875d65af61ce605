import { Registry } from 'prom-client';
import { triageRoute } from '../../adapters/web/triage-route';
import { createWeb, type Web } from '../../adapters/web/web';
import { LARGEST_PASTE } from '../bounce/read-paste';
import type { Bot } from '../bot';
import type { BotPort, Channel } from '../channel';
import type { DeskPort } from '../desk';
import { NO_DESK } from '../dialogue/desk-terms';
import type { Config } from '../config';
import { healthRoutes } from '../http/health';
import { createHttpMetrics } from '../http/metrics';
import type { Route } from '../http/route';
import { createHttpServer } from '../http/server';
import { TooBusyError } from '../fair-queue';
import { createReadingQueue } from '../front-door';
import type { Log } from '../log';
import type { Store } from '../store/store';
import { StoreError } from '../store/store-error';
import { assembleBot } from './assemble';
import { createBotMetrics } from './bot-metrics';
import { loadExpert } from './expert';
import { newsRoutes } from './news-route';
import { openStore } from './open-store';
import { openTickets } from './open-tickets';
import { openPlatforms } from './platforms';
import { readiness } from './readiness';
import { openTracing } from './tracing/open-tracing';

/** How long running requests and effects may take when the process is told to stop. */
const GRACE_MS = 10_000;

export interface Served {
  /** Where the server listens; differs from the setting where that is 0. */
  readonly port: number;
  /** Takes nothing new, finishes what runs, and closes the store. */
  stop(): Promise<void>;
}

/** Everything that the settings turn on, in one process. */
export async function serve(config: Config, log: Log): Promise<Served> {
  const expert = await loadExpert(config.INTENTS_DIR);
  const tracing = await openTracing(process.env);
  const tickets = await openTickets(config);
  const store = await openStore(config);
  const bot = lateBot();
  const web = openWeb(config, store, log);
  const platforms = await openPlatforms(config, { bot: bot.port, store, log });
  const channels: Channel[] = [...platforms, ...(web === null ? [] : [web])].map(({ channel }) => channel);
  const registry = new Registry();
  const meter = createBotMetrics(registry, store, () => new Date());
  const desks = platforms.flatMap(({ desk }) => (desk === null ? [] : [desk]));
  const deskTerms = desks.length === 0 ? NO_DESK : config.deskTerms;
  const reading = createReadingQueue();
  const running = assembleBot({
    expert,
    store,
    channels,
    desks,
    deskTerms,
    tickets,
    log,
    meter,
    reading,
    limits: config.limits,
    retentionDays: config.RETENTION_DAYS,
    ...(tracing !== null && { tracer: tracing.tracer }),
  });
  bot.bind(running);

  let stopping = false;
  const notReady = readiness({ store, bot: running, clock: () => new Date(), isStopping: () => stopping });
  const server = createHttpServer({
    routes: [
      ...healthRoutes({ registry, notReady }),
      triageRoute({
        // A helpdesk tool is one party among the people who wait for their pastes to be read.
        analyse: (paste) =>
          reading.run('triage', paste.length, () => Promise.resolve(expert.classifier.analyse(paste))),
        script: expert.knowledge,
        token: config.TRIAGE_TOKEN,
        maxPasteBytes: LARGEST_PASTE,
      }),
      ...newsRoutes(tickets, running),
      ...(web?.routes(running) ?? []),
      ...platforms.flatMap((platform): readonly Route[] => platform.routes),
    ],
    metrics: createHttpMetrics(registry),
    passes: (error) => error instanceof TooBusyError || error instanceof StoreError,
    onError: (error, path) => log.error('request-failed', { task: path, error }),
  });
  await running.start();
  const port = await server.listen(config.PORT, config.HOST);
  for (const platform of platforms) await platform.start();
  return {
    port,
    async stop() {
      stopping = true;
      for (const platform of platforms) await platform.stop();
      web?.close();
      await server.close(GRACE_MS);
      await running.stop();
      await store.close();
      await tracing?.stop();
    },
  };
}

/** The adapters are made before the bot that they speak to, since the bot needs them to speak. */
function lateBot(): { readonly port: BotPort & DeskPort; bind(bot: Bot): void } {
  let bound: Bot | null = null;
  const bot = (): Bot => {
    if (bound === null) throw new Error('an event came before the bot was assembled');
    return bound;
  };
  return {
    port: {
      receive: (incoming) => bot().receive(incoming),
      receiveFromDesk: (incoming) => bot().receiveFromDesk(incoming),
      casesOf: (channel, userId) => bot().casesOf(channel, userId),
      knows: (conversation) => bot().knows(conversation),
    },
    bind: (made) => {
      bound = made;
    },
  };
}

function openWeb(config: Config, store: Store, log: Log): Web | null {
  if (config.web.kind === 'off') return null;
  return createWeb({
    access: config.web,
    transcripts: store,
    maxFileBytes: LARGEST_PASTE,
    onError: (error) => log.warn('page-not-followed', { error }),
  });
}
