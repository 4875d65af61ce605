import type { ServerResponse } from 'node:http';
import type { BotPort, Channel } from '../../src/channel';
import type { Route } from '../../src/http/route';
import type { Access } from './access';
import { createChanges } from './changes';
import { chatRoutes, type Followed } from './chat-routes';
import { openEventStream } from './event-stream';
import { pageRoutes } from './page-routes';
import { createStreamPlaces } from './stream-places';
import type { Transcripts } from './transcripts';

export interface WebOptions {
  readonly access: Access;
  readonly transcripts: Transcripts;
  /** The largest file that is taken. */
  readonly maxFileBytes: number;
  /** Told when an open page could not be kept up to date. */
  readonly onError: (error: unknown) => void;
}

export interface Web {
  readonly channel: Channel;
  /** `GET /` with the page's files, and the API under `/chat/`. */
  routes(bot: BotPort): readonly Route[];
  /** Ends the event streams: they would keep a closing server waiting. Browsers come back by themselves. */
  close(): void;
}

/**
 * The web chat. A reply is delivered by having been committed: the page reads the transcript, in order, from
 * the number it has seen, so nothing is shown twice and nothing is missed.
 */
export function createWeb(options: WebOptions): Web {
  const changes = createChanges();
  const endings = new Set<() => void>();
  const places = createStreamPlaces();
  const follow = (response: ServerResponse, { visitor, conversation, after }: Followed): boolean => {
    if (!places.take(visitor, response)) return false;
    const end = openEventStream(response, {
      after,
      read: (from) => options.transcripts.entriesAfter(conversation, from, 100),
      listen: (listener) => changes.listen(conversation, listener),
      onError: options.onError,
    });
    endings.add(end);
    response.once('close', () => endings.delete(end));
    return true;
  };
  return {
    channel: {
      name: 'web',
      deliver(request) {
        changes.announce(request.conversation);
        return Promise.resolve({ kind: 'delivered', messageRef: request.key });
      },
    },
    routes: (bot) => [
      ...pageRoutes(options.access),
      ...chatRoutes({ ...options, bot, announce: (conversation) => changes.announce(conversation), follow }),
    ],
    close() {
      for (const end of endings) end();
    },
  };
}
