import { z } from 'zod';
import type { BotPort, Incoming } from '../../src/channel';
import type { Activity } from './activity';
import {
  addressOf,
  conversationOf,
  personalAddressOf,
  personalConversationOf,
  userOf,
  writeAddress,
} from './address';
import { cardChoice } from './card-choice';
import { htmlToText } from './html-text';

/**
 * Invokes are calls that Teams waits for: a pressed button and the message action. The answer only says that
 * it was heard; what follows comes as a message, and the pressed card is updated from the outbox.
 */
export interface InvokeAnswer {
  readonly status: number;
  readonly body: object | null;
}

/** The id of the message action in the app's manifest. */
export const EXPLAIN_COMMAND = 'explainBounce';

const MESSAGE_RESULT = 'application/vnd.microsoft.activity.message';
const ERROR_RESULT = 'application/vnd.microsoft.error';
const NOT_IMPLEMENTED: InvokeAnswer = { status: 501, body: null };

const HEARD = 'Got it.';
const ANSWERED = 'That was answered already. The newest message is the one to go on with.';
const TRY_AGAIN = 'That did not work just now. Please try again in a minute.';
const LOOK_IN_CHAT =
  'I am answering in our personal chat. If nothing comes, open me there once (Apps, then Add) and try again.';
const LOOK_AT_ANSWER = 'I have explained this message already: see our personal chat.';
const NOTHING_TO_READ = 'There is no text in this message that I could read.';

export async function answerInvoke(activity: Activity, bot: BotPort): Promise<InvokeAnswer> {
  if (activity.name === 'adaptiveCard/action') return answerPress(activity, bot);
  if (activity.name === 'composeExtension/fetchTask') return explainMessage(activity, bot);
  return NOT_IMPLEMENTED;
}

/** What Teams is told when the bot could not keep what was asked; it is shown to the person. */
export function failedInvoke(activity: Activity): InvokeAnswer {
  return activity.name === 'adaptiveCard/action'
    ? cardAnswer(500, ERROR_RESULT, { code: 'Unavailable', message: TRY_AGAIN })
    : dialogAnswer(TRY_AGAIN);
}

async function answerPress(activity: Activity, bot: BotPort): Promise<InvokeAnswer> {
  const choice = cardChoice(activity.value);
  if (!choice) return cardAnswer(400, ERROR_RESULT, { code: 'BadRequest', message: TRY_AGAIN });
  const conversation = conversationOf(activity);
  const received = await bot.receive({
    ...from(activity),
    eventIds: [
      `${conversation}/${activity.id ?? ''}`,
      `${conversation}/question/${choice.question}/${choice.choice}`,
    ],
    conversation,
    address: writeAddress(addressOf(activity)),
    content: { kind: 'choice', ...choice },
  });
  return cardMessageAnswer(received === 'duplicate' ? ANSWERED : HEARD);
}

const Explain = z.object({
  commandId: z.literal(EXPLAIN_COMMAND),
  messagePayload: z.object({
    id: z.string().nullish(),
    subject: z.string().nullish(),
    body: z.object({ contentType: z.string().nullish(), content: z.string() }),
  }),
});
type Explain = z.infer<typeof Explain>;

/** Anybody's message is explained to the one who asks, and only to them. */
async function explainMessage(activity: Activity, bot: BotPort): Promise<InvokeAnswer> {
  const explain = Explain.safeParse(activity.value);
  if (!explain.success) return NOT_IMPLEMENTED;
  const text = textOf(explain.data);
  if (text === '') return dialogAnswer(NOTHING_TO_READ);
  const conversation = personalConversationOf(activity);
  const message = explain.data.messagePayload.id ?? activity.id ?? '';
  const received = await bot.receive({
    ...from(activity),
    eventIds: [`${conversation}/explain/${activity.conversation.id}/${message}`],
    conversation,
    address: writeAddress(personalAddressOf(activity)),
    content: { kind: 'text', text },
  });
  return dialogAnswer(received === 'duplicate' ? LOOK_AT_ANSWER : LOOK_IN_CHAT);
}

function from(activity: Activity): Pick<Incoming, 'channel' | 'user' | 'workspace'> {
  return { channel: 'teams', user: userOf(activity), workspace: addressOf(activity).tenantId };
}

function textOf(explain: Explain): string {
  const { subject, body } = explain.messagePayload;
  const text = body.contentType === 'text' ? body.content.trim() : htmlToText(body.content);
  return [subject ?? '', text].filter((part) => part !== '').join('\n\n');
}

/** Words that Teams shows to the one who pressed. */
export function cardMessageAnswer(text: string): InvokeAnswer {
  return cardAnswer(200, MESSAGE_RESULT, text);
}

/** The status of a universal action stands in the body; the HTTP status is 200 whenever there is one. */
function cardAnswer(statusCode: number, type: string, value: unknown): InvokeAnswer {
  return { status: 200, body: { statusCode, type, value } };
}

function dialogAnswer(value: string): InvokeAnswer {
  return { status: 200, body: { task: { type: 'message', value } } };
}
