import type { types } from '@slack/bolt';
import { z } from 'zod';
import { isNote } from '../../../src/desk';
import type { Source } from '../inbound/source';
import { MAX_INPUT } from '../limits';
import { agentOf, isOurs, tell, type DeskEars } from './ears';

export const REPLY_FORM = 'desk_reply';
const TEXT = 'text';
const INPUT = 'input';

/** What the form carries from the card to its submission. */
const contextSchema = z.tuple([z.string(), z.string()]);

/** The form that Reply opens: an answer without going into the thread. */
export function replyForm(thread: string, reference: string): types.ModalView {
  return {
    type: 'modal',
    callback_id: REPLY_FORM,
    private_metadata: JSON.stringify([thread, reference]),
    title: plain('Reply'),
    submit: plain('Send'),
    close: plain('Cancel'),
    blocks: [
      {
        type: 'input',
        block_id: TEXT,
        label: plain(`Your answer about ${reference}`),
        hint: plain('The person reads it with your name, in the conversation where they are.'),
        element: { type: 'plain_text_input', action_id: INPUT, multiline: true, max_length: MAX_INPUT },
      },
    ],
  };
}

/** The parts of a view_submission request that are read (reference/interaction-payloads/view-interactions-payload). */
export const replySchema = z.looseObject({
  user: z.looseObject({ id: z.string(), name: z.string().optional() }),
  view: z.looseObject({
    id: z.string(),
    private_metadata: z.string(),
    state: z.looseObject({
      values: z.looseObject({
        [TEXT]: z.looseObject({ [INPUT]: z.looseObject({ value: z.string().nullish() }) }),
      }),
    }),
  }),
});

/** Null when it was heard; otherwise what is wrong with the form, by field. */
export async function hearReply(
  ears: DeskEars,
  source: Source,
  { user, view }: z.infer<typeof replySchema>,
): Promise<Readonly<Record<string, string>> | null> {
  const [thread, reference] = contextSchema.parse(JSON.parse(view.private_metadata));
  const text = (view.state.values[TEXT][INPUT].value ?? '').trim();
  const fault = faultOf(text, isOurs(ears, thread));
  if (fault !== null) return { [TEXT]: fault };
  await tell(ears, {
    eventIds: [`slack:form:${view.id}`],
    thread,
    reference,
    agent: await agentOf(ears, source, user),
    act: { kind: 'wrote', text, files: [] },
  });
  return null;
}

function faultOf(text: string, ours: boolean): string | null {
  if (!ours) return 'This card is from an earlier desk channel. Nothing was sent.';
  if (text === '') return 'Write an answer first.';
  if (isNote(text)) return 'This begins like a note for colleagues. Write notes in the thread of the card.';
  return null;
}

function plain(text: string): types.PlainTextElement {
  return { type: 'plain_text', text, emoji: false };
}
