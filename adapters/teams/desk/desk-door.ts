import type { Received } from '../../../src/channel';
import { isNote, type Agent, type DeskAct, type DeskIncoming, type DeskPort } from '../../../src/desk';
import type { Activity } from '../activity';
import { conversationOf } from '../address';
import { fingerprint } from '../fingerprint';
import { cardMessageAnswer, type InvokeAnswer } from '../invoke';
import { filesIn, isEdit, isForOurThread, isFromBot } from '../reading';
import { mentionsBot, saidText } from '../said-text';
import type { DeskPlace } from './desk-place';
import { readPress, type Press } from './press';
import { channelOf, rootOf, threadOf } from './thread';

/** The agents' way in. */
export interface DeskDoor {
  /** Null for a button of an employee's card. */
  answerPress(activity: Activity): Promise<InvokeAnswer> | null;
  /** False for what belongs to no card of the desk, and so may be an employee's. */
  hear(activity: Activity): Promise<boolean>;
}

export interface DoorDeps {
  readonly port: DeskPort;
  readonly place: DeskPlace;
  readonly clock: () => Date;
  /** Whether an employee talks with the bot in this thread. */
  knows(conversation: string): Promise<boolean>;
}

const HEARD = 'Got it.';
const DONE_ALREADY = 'That was done already.';
const NOTE_NOT_SENT = 'That is a note, and was not sent. Write notes in the thread of the card.';
const NOTHING_WRITTEN = 'There was nothing to send.';
const NOT_HERE = 'This button works in the desk channel only.';

/** A form that is sent again because its first answer was slow says the same within this time. */
const SAME_FORM_MS = 60_000;

export function createDeskDoor(deps: DoorDeps): DeskDoor {
  const { place } = deps;
  return {
    answerPress(activity) {
      const press = readPress(activity.value);
      if (activity.name !== 'adaptiveCard/action' || press === null) return null;
      return answerPress(deps, activity, press);
    },
    async hear(activity) {
      await place.learn(activity);
      const thread = threadOf(activity);
      const isMessage = activity.type === 'message' || activity.type === 'messageUpdate';
      if (!isMessage || channelOf(activity) !== place.channelId || thread === null) return false;
      // A post of a human is nobody's card, and a thread below one may be an employee's.
      if (rootOf(thread) === activity.id || (await deps.knows(conversationOf(activity)))) return false;
      if (!isFromBot(activity)) await tell(deps, activity, thread);
      return true;
    },
  };
}

async function answerPress(deps: DoorDeps, activity: Activity, press: Press): Promise<InvokeAnswer> {
  const thread = threadOf(activity);
  if (channelOf(activity) !== deps.place.channelId || thread === null) return cardMessageAnswer(NOT_HERE);
  await deps.place.learn(activity);
  if (press.desk === 'reply' && press.reply.trim() === '') return cardMessageAnswer(NOTHING_WRITTEN);
  if (press.desk === 'reply' && isNote(press.reply)) return cardMessageAnswer(NOTE_NOT_SENT);
  const received = await receivePress(deps, activity, thread, press);
  return cardMessageAnswer(received === 'duplicate' ? DONE_ALREADY : HEARD);
}

async function receivePress(
  deps: DoorDeps,
  activity: Activity,
  thread: string,
  press: Press,
): Promise<Received> {
  const { desk: action, reference, reply } = press;
  const act: DeskAct =
    action === 'reply' ? { kind: 'wrote', text: reply.trim(), files: [] } : { kind: 'pressed', action };
  const ids = action === 'reply' ? [formId(deps, activity, thread, reply)] : [];
  return receive(deps, activity, thread, { reference, act, id: activity.id ?? null, ids });
}

function formId({ clock }: DoorDeps, activity: Activity, thread: string, text: string): string {
  const moment = Math.floor(clock().getTime() / SAME_FORM_MS);
  return `${thread}/form/${activity.from.id}/${moment}/${fingerprint(text)}`;
}

/** What was written below a card; old clients send a pressed button the same way. */
async function tell(deps: DoorDeps, activity: Activity, thread: string): Promise<void> {
  const press = readPress(activity.value);
  if (press !== null) {
    const isSomething = press.desk !== 'reply' || (press.reply.trim() !== '' && !isNote(press.reply));
    if (isSomething) await receivePress(deps, activity, thread, press);
    return;
  }
  const text = saidText(activity);
  if (isNote(text) || !(mentionsBot(activity) || isForOurThread(activity))) return;
  if (activity.type === 'messageUpdate') return tellEdit(deps, activity, thread, text);
  const files = filesIn(activity).map(({ name, ref }) => ({ name, ref }));
  if (text === '' && files.length === 0) return;
  const act: DeskAct = { kind: 'wrote', text, files };
  await receive(deps, activity, thread, { reference: null, act, id: activity.id ?? null, ids: [] });
}

/** An edit has the id of the message it changes, so its moment or its words tell it from others. */
async function tellEdit(deps: DoorDeps, activity: Activity, thread: string, text: string): Promise<void> {
  if (!isEdit(activity) || text === '') return;
  const id = `${activity.id ?? ''}/edit/${activity.timestamp ?? fingerprint(text)}`;
  await receive(deps, activity, thread, { reference: null, act: { kind: 'edited', text }, id, ids: [] });
}

interface Told {
  readonly reference: string | null;
  readonly act: DeskAct;
  /** Null where Teams gave none. */
  readonly id: string | null;
  readonly ids: readonly string[];
}

function receive(deps: DoorDeps, activity: Activity, thread: string, told: Told): Promise<Received> {
  const agent = agentOf(activity);
  const id = told.id ?? fingerprint(JSON.stringify([agent.id, activity.timestamp ?? '', told.act]));
  const incoming: DeskIncoming = {
    desk: 'teams',
    eventIds: [`${thread}/${id}`, ...told.ids],
    thread,
    reference: told.reference,
    agent,
    act: told.act,
  };
  return deps.port.receiveFromDesk(incoming);
}

/** By the id that Teams lets the bot whisper to. */
function agentOf({ from }: Activity): Agent {
  const name = from.name?.trim() ?? '';
  return { id: from.id, name: name === '' ? 'A colleague of the helpdesk' : name };
}
