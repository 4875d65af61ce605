import type { DeliveryOutcome } from '../../../src/channel';
import type { Agent, Desk, DeskDelivery } from '../../../src/desk';
import type { Called, Connector, Place } from '../connector';
import { messageLink } from '../conversation-link';
import { fetchFile, picturesAt } from '../files';
import { mentioning, sentAgain, type Message } from '../message';
import { outcomeOf, triedOf } from '../outcome';
import type { SendLimits } from '../send-limits';
import { createTries, type Tried } from '../tries';
import { caseMessage } from './desk-message';
import type { DeskPlace } from './desk-place';
import { asideMessage, lineMessages, nudgeMessage } from './line-messages';
import { rootOf, threadAt } from './thread';

export interface DeskDeps {
  readonly place: DeskPlace;
  readonly connector: Connector;
  readonly limits: SendLimits;
  readonly clock: () => Date;
  /** The bot's token, which pictures of messages are read with. */
  readonly token: () => Promise<string | null>;
  /** Files of this machine may be read. */
  readonly local: boolean;
}

type Posted = Called<{ readonly id: string | null }>;
type OfKind<Kind extends DeskDelivery['kind']> = Extract<DeskDelivery, { readonly kind: Kind }>;

const UNKNOWN_PLACE: DeliveryOutcome = { kind: 'retry', afterMs: 60_000, reason: 'desk-not-heard-of-yet' };

/** The desk channel of Teams: a card is a post of the bot, and what belongs to the case stands below it. */
export function createTeamsDesk(deps: DeskDeps): Desk {
  const tries = createTries();
  /** How many messages of a line stand already, where not all of them do. */
  const standing = new Map<string, number>();

  const postAll = async (
    key: string,
    messages: readonly Message[],
    repeated: boolean,
    post: (message: Message) => Promise<Posted>,
  ): Promise<Posted> => {
    const start = standing.get(key) ?? 0;
    let posted: Posted = { kind: 'done', body: { id: null } };
    for (const [at, message] of messages.entries()) {
      if (at < start) continue;
      posted = await post(repeated && at === start ? sentAgain(message) : message);
      if (posted.kind !== 'done') return posted;
      standing.set(key, at + 1);
    }
    return posted;
  };

  const perform = async (key: string, delivery: DeskDelivery, repeated: boolean): Promise<Tried> => {
    const place = await deps.place.read();
    if (place === null) return { outcome: UNKNOWN_PLACE, mayStand: false };
    switch (delivery.kind) {
      case 'card':
        return delivery.thread === null
          ? postCard(deps, place, delivery, repeated)
          : triedOf(await updateCard(deps, place, delivery.thread, delivery));
      case 'line': {
        const { conversation, messages } = linesOf(deps, place, delivery);
        const post = (message: Message) =>
          admitted(deps, place, () => deps.connector.post(place, conversation, message));
        return triedOf(await postAll(key, messages, repeated, post));
      }
      case 'aside':
        return triedOf(await tellOne(deps, place, delivery));
    }
  };

  return {
    name: 'teams',
    async deliver({ key, attempt, delivery }) {
      const outcome = await tries({ key, attempt }, (repeated) => perform(key, delivery, repeated));
      if (outcome.kind !== 'retry') standing.delete(key);
      return outcome;
    },
    async fetch(ref) {
      const place = await deps.place.read();
      if (place === null) return { kind: 'lost', reason: 'unreachable' };
      return fetchFile(ref, { local: deps.local, pictures: picturesAt(place, deps.token) });
    },
  };
}

/** Teams counts what a bot sends to a channel as a whole, whatever thread it is in. */
async function admitted<Body>(
  { limits, clock, place: { channelId } }: DeskDeps,
  { tenantId }: Place,
  call: () => Promise<Called<Body>>,
): Promise<Called<Body>> {
  const wait = limits.admit(`desk:${channelId}`, tenantId, clock().getTime());
  return wait > 0 ? { kind: 'refused', status: 429, code: 'rate-limit', retryAfterMs: wait } : call();
}

async function postCard(
  deps: DeskDeps,
  place: Place,
  { card }: OfKind<'card'>,
  repeated: boolean,
): Promise<Tried> {
  const { channelId } = deps.place;
  const posted = await admitted(deps, place, () =>
    deps.connector.post(place, channelId, caseMessage(card, repeated)),
  );
  if (posted.kind !== 'done') return triedOf(posted);
  const { id } = posted.body;
  return id === null
    ? { outcome: { kind: 'undeliverable', reason: 'card-without-id' }, mayStand: true }
    : { outcome: { kind: 'delivered', messageRef: threadAt(channelId, id) }, mayStand: true };
}

/** Repeating it changes nothing. */
async function updateCard(
  deps: DeskDeps,
  place: Place,
  thread: string,
  { card }: OfKind<'card'>,
): Promise<Posted> {
  const updated = await admitted(deps, place, () =>
    deps.connector.update(place, thread, rootOf(thread), caseMessage(card, false)),
  );
  return updated.kind === 'done' ? { kind: 'done', body: { id: thread } } : updated;
}

function linesOf(
  { place: { channelId } }: DeskDeps,
  { tenantId }: Place,
  { thread, line, to }: OfKind<'line'>,
): { readonly conversation: string; readonly messages: readonly Message[] } {
  return line.kind === 'bot' && line.toAll === true
    ? {
        conversation: channelId,
        messages: [nudgeMessage(line.text, messageLink(channelId, rootOf(thread), tenantId))],
      }
    : { conversation: thread, messages: calling(to, lineMessages(line)) };
}

/** Whoever pressed a button of a card only is told of nothing that is written below it, unless it names them. */
function calling(to: Agent | undefined, [first, ...others]: readonly Message[]): readonly Message[] {
  if (first === undefined) return [];
  return [to === undefined ? first : mentioning(first, to), ...others];
}

/** Where Teams does not whisper, in the thread, and to the agent by name. */
async function tellOne(
  deps: DeskDeps,
  place: Place,
  { thread, agent, text }: OfKind<'aside'>,
): Promise<Posted> {
  const { connector } = deps;
  const whispered = await admitted(deps, place, () =>
    connector.whisper({ ...place, userId: agent }, thread, asideMessage(text, null)),
  );
  if (whispered.kind !== 'refused' || outcomeOf(whispered).kind === 'retry') return whispered;
  const member = await connector.member(place, deps.place.channelId, agent);
  const name = (member.kind === 'done' ? member.body.name : null) ?? 'For one of you';
  return admitted(deps, place, () => connector.post(place, thread, asideMessage(text, name)));
}
