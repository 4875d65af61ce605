import { isNote, type DeskAct } from '../../../src/desk';
import { writeMessageRef } from '../address';
import type { Edit } from '../inbound/edit';
import { eventIdsOf } from '../inbound/hear-message';
import { isFromPerson, textOf, type SlackMessageEvent } from '../inbound/message';
import type { Source } from '../inbound/source';
import { agentOf, tell, type DeskEars } from './ears';

/**
 * What an agent writes in a card's thread. False for a message that is not the desk's, which may be an
 * employee's then: outside the desk channel, at its top, or in a thread that a person began there.
 */
export async function hearThread(
  ears: DeskEars,
  source: Source,
  message: SlackMessageEvent,
): Promise<boolean> {
  const thread = deskThread(ears, source, message);
  if (thread === null) return false;
  const text = textOf(message, source.botUserId);
  const files = filesOf(message);
  if (!isFromPerson(message, source.botUserId) || isNote(text)) return true;
  if (text === '' && files.length === 0) return true;
  const eventIds = eventIdsOf(ears.channel, message);
  await tellWritten(ears, source, message.user, { eventIds, thread, act: { kind: 'wrote', text, files } });
  return true;
}

/** The same for a change: what was a note until then is heard for the first time. */
export async function hearThreadEdit(ears: DeskEars, source: Source, edit: Edit): Promise<boolean> {
  const { message, text, before, eventIds } = edit;
  const thread = deskThread(ears, source, message);
  if (thread === null) return false;
  if (isNote(text)) return true;
  const wasNote = before !== null && isNote(before);
  const act: DeskAct = wasNote ? { kind: 'wrote', text, files: filesOf(message) } : { kind: 'edited', text };
  await tellWritten(ears, source, message.user, { eventIds, thread, act });
  return true;
}

/**
 * The thread of the card a message stands under; null when it is not in a thread of the desk. Where Slack does
 * not say who began a thread it counts as a card's, so that nothing said to agents is answered as an employee's.
 */
function deskThread(ears: DeskEars, { botUserId }: Source, message: SlackMessageEvent): string | null {
  const { channel, ts, thread_ts: root, parent_user_id: parent } = message;
  if (channel !== ears.channel || root === undefined || root === ts) return null;
  const author = parent ?? message.root?.user ?? botUserId;
  return author === botUserId ? writeMessageRef({ channel, ts: root }) : null;
}

async function tellWritten(
  ears: DeskEars,
  source: Source,
  user: string,
  what: {
    readonly eventIds: readonly [string, ...string[]];
    readonly thread: string;
    readonly act: DeskAct;
  },
): Promise<void> {
  const agent = await agentOf(ears, source, { id: user });
  ears.whereabouts.wrote(what.thread, agent.id);
  await tell(ears, { ...what, reference: null, agent });
}

function filesOf(message: SlackMessageEvent): readonly { readonly name: string; readonly ref: string }[] {
  return (message.files ?? []).map(({ id, name }) => ({ name: name ?? 'file', ref: id }));
}
