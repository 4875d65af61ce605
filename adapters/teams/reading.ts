import type { Content, Incoming } from '../../src/channel';
import type { Activity, Attachment } from './activity';
import { addressOf, conversationOf, isPersonal, userOf, writeAddress } from './address';
import { cardChoice } from './card-choice';
import { fingerprint } from './fingerprint';
import { fileRef, UNREADABLE_FILE } from './file-ref';
import { mentionsBot, saidText } from './said-text';

/** What an activity means to us. */
export type Reading =
  | { readonly kind: 'take'; readonly incomings: readonly Incoming[] }
  /** Heard without a mention: taken only if the bot is in this thread already. */
  | { readonly kind: 'take-if-known'; readonly incomings: readonly Incoming[] }
  /** A message was changed: `incomings` are what it is for the bot if it was never heard before. */
  | { readonly kind: 'edit'; readonly incomings: readonly Incoming[]; readonly edit: Incoming }
  /** The bot came into a team: greet only a small one. */
  | { readonly kind: 'greet-team'; readonly teamId: string; readonly incoming: Incoming }
  | { readonly kind: 'ignore' };

const IGNORE: Reading = { kind: 'ignore' };
const FILE_CARD = 'application/vnd.microsoft.teams.file.download.info';

export function readActivity(activity: Activity): Reading {
  switch (activity.type) {
    case 'message':
      return readMessage(activity);
    case 'messageUpdate':
      return readEdit(activity);
    case 'conversationUpdate':
      return botWasAdded(activity) ? readArrival(activity) : IGNORE;
    case 'installationUpdate':
      return activity.action?.startsWith('add') ? readArrival(activity) : IGNORE;
    default:
      // Deletions, reactions, typing, read receipts, removal: nothing to say to any of them.
      return IGNORE;
  }
}

function readMessage(activity: Activity): Reading {
  if (isFromBot(activity)) return IGNORE;
  const choice = cardChoice(activity.value);
  if (choice) return { kind: 'take', incomings: [incoming(activity, { kind: 'choice', ...choice })] };
  const incomings = contentsOf(activity).map((content, index) => incoming(activity, content, index));
  if (isPersonal(activity) || mentionsBot(activity)) return { kind: 'take', incomings };
  return isForOurThread(activity) ? { kind: 'take-if-known', incomings } : IGNORE;
}

/**
 * An edit carries the id of the message it changes. In a personal chat that message was heard. Elsewhere it may
 * mention the bot only now, and then it is new; one that was answered stays answered once.
 */
function readEdit(activity: Activity): Reading {
  if (!isEdit(activity) || isFromBot(activity)) return IGNORE;
  const reading = readMessage(activity);
  const text = saidText(activity);
  if (reading.kind === 'ignore' || text === '') return reading;
  const id = `${conversationOf(activity)}/${activity.id ?? ''}`;
  const moment = activity.timestamp ?? fingerprint(text);
  const edit: Incoming = {
    ...incoming(activity, { kind: 'edit', text }),
    eventIds: [`${id}/edit/${moment}`],
  };
  if (isPersonal(activity)) return { kind: 'take', incomings: [edit] };
  return reading.kind === 'take'
    ? { kind: 'edit', incomings: reading.incomings, edit }
    : { kind: 'take-if-known', incomings: [edit] };
}

/** Undone deletions are updates as well. */
export function isEdit(activity: Activity): boolean {
  return activity.type === 'messageUpdate' && activity.channelData?.eventType === 'editMessage';
}

/**
 * Without a mention the bot is sent a message only where the app was granted resource-specific consent.
 * Then it follows a thread of a channel it was called into, unless the message addresses somebody else.
 */
export function isForOurThread(activity: Activity): boolean {
  const addressesOthers = activity.entities?.some((entity) => entity.type === 'mention') ?? false;
  return activity.conversation.conversationType === 'channel' && !addressesOthers;
}

/** Ids of bots begin with 28:; another bot's answer to ours would never end. */
export function isFromBot(activity: Activity): boolean {
  const { from } = activity;
  return from.role === 'bot' || from.id.startsWith('28:') || from.id === activity.recipient.id;
}

function botWasAdded(activity: Activity): boolean {
  return activity.membersAdded?.some((member) => member.id === activity.recipient.id) ?? false;
}

/** Both kinds of activity tell of one arrival, so they share the id of the welcome. */
function readArrival(activity: Activity): Reading {
  const conversation = conversationOf(activity);
  const opened: Incoming = {
    ...incoming(activity, { kind: 'opened' }),
    eventIds: [`${conversation}/welcome`],
  };
  if (activity.conversation.conversationType !== 'channel') return { kind: 'take', incomings: [opened] };
  const teamId = activity.channelData?.team?.id;
  return teamId ? { kind: 'greet-team', teamId, incoming: opened } : IGNORE;
}

function incoming(activity: Activity, content: Content, index = 0): Incoming {
  const conversation = conversationOf(activity);
  const id = `${conversation}/${activity.id ?? ''}`;
  const address = addressOf(activity);
  return {
    channel: 'teams',
    eventIds: [index === 0 ? id : `${id}/${index}`, ...pressIds(conversation, content)],
    conversation,
    address: writeAddress(address),
    user: userOf(activity),
    workspace: address.tenantId,
    content,
  };
}

/** A button pressed twice, or by two people, is one answer, whatever ids Teams gives the presses. */
function pressIds(conversation: string, content: Content): readonly string[] {
  return content.kind === 'choice' ? [`${conversation}/question/${content.question}/${content.choice}`] : [];
}

/** The words, or the files with the words as their caption; a bare mention is a call. */
function contentsOf(activity: Activity): readonly Content[] {
  const text = saidText(activity);
  const files = filesIn(activity);
  const documents = files.filter((file) => file.kind === 'document');
  if (documents.length > 0) {
    return documents.map(({ name, ref }, index) => ({
      kind: 'attachment',
      name,
      ref,
      caption: index === 0 ? text : '',
    }));
  }
  // A picture beside words is more often a logo than the error.
  if (text !== '') return [{ kind: 'text', text, ...(mentionsBot(activity) ? { mentionsBot: true } : {}) }];
  const [file] = files;
  return [file ? { kind: 'attachment', name: file.name, ref: file.ref, caption: '' } : { kind: 'opened' }];
}

export interface SentFile {
  readonly kind: 'document' | 'picture' | 'only-named';
  readonly name: string;
  readonly ref: string;
}

/**
 * Documents come with an address only in a personal chat (Teams: "Send and receive files through a bot"), and
 * pictures that were pasted into a message anywhere. A file that was shared in a channel can only be told of,
 * and may be nothing but a mark in the text.
 */
export function filesIn(activity: Activity): readonly SentFile[] {
  const attachments = activity.attachments ?? [];
  const files = attachments.flatMap(fileOf);
  const isMarked = attachments.some(
    ({ contentType, content }) => contentType === 'text/html' && String(content).includes('<attachment'),
  );
  return files.length === 0 && isMarked
    ? [{ kind: 'only-named', name: 'file', ref: UNREADABLE_FILE }]
    : files;
}

function fileOf(attachment: Attachment): readonly SentFile[] {
  const type = attachment.contentType ?? '';
  const name = attachment.name ?? 'file';
  if (type === FILE_CARD) {
    const ref = fileRef(attachment.content);
    return [{ kind: ref === UNREADABLE_FILE ? 'only-named' : 'document', name, ref }];
  }
  if (type.startsWith('image/')) {
    return [
      { kind: 'picture', name: pictureName(attachment), ref: attachment.contentUrl ?? UNREADABLE_FILE },
    ];
  }
  return type === 'reference' ? [{ kind: 'only-named', name, ref: UNREADABLE_FILE }] : [];
}

/** Pasted pictures come without a name. */
function pictureName({ name, contentType }: Attachment): string {
  const ending = /^image\/([a-z]{1,8})$/.exec(contentType ?? '')?.[1];
  return name ?? (ending === undefined ? 'picture' : `picture.${ending}`);
}
