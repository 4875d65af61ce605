import type { Called, Connector } from '../../adapters/teams/connector';
import type { Message } from '../../adapters/teams/message';
import { createSendLimits } from '../../adapters/teams/send-limits';
import { createTeamsChannel } from '../../adapters/teams/teams-channel';
import { writeAddress } from '../../adapters/teams/address';
import type { DeliveryRequest } from '../../src/channel';
import { replyOf } from '../bot/scripted';
import { runsOf } from './card-faults';
import { FakeClock } from './fake-clock';

type Posted = Called<{ readonly id: string | null }>;

const done: Posted = { kind: 'done', body: { id: '1' } };
const refused: Posted = { kind: 'refused', status: 502, code: null, retryAfterMs: null };
const brokenOff: Posted = { kind: 'unanswered', reason: 'ECONNRESET', mayBeDone: true };
const neverConnected: Posted = { kind: 'unanswered', reason: 'ECONNREFUSED', mayBeDone: false };

/** Tries a delivery with the given attempts and answers; tells which of the posts said that they repeat. */
async function repetitions(
  tries: readonly (readonly [attempt: number, answer: Posted])[],
): Promise<boolean[]> {
  const posts: Message[] = [];
  let answer: Posted = done;
  const connector: Pick<Connector, 'post'> = {
    post: (_address, _conversation, message) => {
      posts.push(message);
      return Promise.resolve(answer);
    },
  };
  const unused = () => Promise.reject(new Error('not asked for'));
  const channel = createTeamsChannel({
    connector: {
      update: unused,
      whisper: unused,
      showTyping: unused,
      member: unused,
      openPersonalChat: unused,
      team: unused,
      ...connector,
    },
    limits: createSendLimits(),
    clock: new FakeClock().now,
    token: unused,
    local: false,
    onDelivery: () => undefined,
  });
  for (const [attempt, next] of tries) {
    answer = next;
    await channel.deliver(requestOf(attempt));
  }
  return posts.map((post) => runsOf(post)[0]?.startsWith('Sent again') ?? false);
}

function requestOf(attempt: number): DeliveryRequest {
  const place = {
    serviceUrl: 'http://127.0.0.1/',
    tenantId: 't',
    conversationId: 'a:1',
    botId: 'b',
    userId: 'u',
  };
  const delivery = { kind: 'post', reply: replyOf('hello') } as const;
  return { key: 'k', conversation: 'teams:1', address: writeAddress(place), attempt, delivery };
}

describe('a message that is sent once more', () => {
  it.each<[string, readonly (readonly [number, Posted])[], boolean[]]>([
    [
      'says so where another replica tried since a refusal here',
      [
        [1, refused],
        [3, done],
      ],
      [false, true],
    ],
    [
      'is the same after a refusal',
      [
        [1, refused],
        [2, done],
      ],
      [false, false],
    ],
    [
      'is the same when Teams was not even reached',
      [
        [1, neverConnected],
        [2, done],
      ],
      [false, false],
    ],
    [
      'says so when the connection broke off',
      [
        [1, brokenOff],
        [2, done],
      ],
      [false, true],
    ],
    ['says so after a crash, of which this process knows nothing', [[2, done]], [true]],
    [
      'goes on saying so',
      [
        [2, refused],
        [3, done],
      ],
      [true, true],
    ],
  ])('%s', async (_, tries, expected) => {
    expect(await repetitions(tries)).toEqual(expected);
  });
});
