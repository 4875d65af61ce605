import type { types } from '@slack/bolt';
import { z } from 'zod';
import type { BotPort, Content } from '../../../src/channel';
import { directConversation } from '../address';
import { MAX_FILES, MAX_INPUT } from '../limits';
import { attachment } from './message';
import { hear, numbered, type Source } from './source';

export const PASTE_MODAL = 'paste_bounce';
const TEXT = 'text';
const MORE = 'more';
const FILES = 'files';
const INPUT = 'input';

/** The form that `/bounce` and the Home tab open: for what the message field mangles or cuts. */
export function pasteModal(prefilled: string): types.ModalView {
  return {
    type: 'modal',
    callback_id: PASTE_MODAL,
    title: plain('Explain a bounce'),
    submit: plain('Explain it'),
    close: plain('Cancel'),
    blocks: [
      textField(
        TEXT,
        'The error, as you got it',
        'Everything the mail server wrote, headers too',
        prefilled.slice(0, MAX_INPUT),
      ),
      textField(MORE, 'The rest of it', 'If it did not fit above', ''),
      {
        type: 'input',
        block_id: FILES,
        optional: true,
        label: plain('Or the mail itself'),
        element: {
          type: 'file_input',
          action_id: INPUT,
          filetypes: ['eml', 'msg', 'txt'],
          max_files: MAX_FILES,
        },
      },
    ],
  };
}

/** What stands in the form's place after it was sent. */
export function sentModal(): types.ModalView {
  return {
    type: 'modal',
    title: plain('Explain a bounce'),
    close: plain('Close'),
    blocks: [{ type: 'section', text: plain('Thank you. The answer is on its way to our direct messages.') }],
  };
}

const inputSchema = z.looseObject({
  value: z.string().nullish(),
  files: z.array(z.looseObject({ id: z.string(), name: z.string().nullish() })).nullish(),
});

/** The parts of a view_submission request that are read (reference/interaction-payloads/view-interactions-payload). */
export const submissionSchema = z.looseObject({
  user: z.looseObject({ id: z.string(), name: z.string().optional() }),
  view: z.looseObject({
    id: z.string(),
    state: z.looseObject({ values: z.record(z.string(), z.record(z.string(), inputSchema)) }),
  }),
});
type Submission = z.infer<typeof submissionSchema>;

/** Null when something was sent; otherwise what is wrong with the form, by field. */
export async function hearModal(
  bot: BotPort,
  source: Source,
  body: Submission,
): Promise<Readonly<Record<string, string>> | null> {
  const contents = contentsOfForm(body.view.state.values);
  if (contents.length === 0) return { [TEXT]: 'Paste the error here, or add the mail as a file below.' };
  for (const [index, content] of contents.entries()) {
    await hear(bot, {
      eventIds: numbered([`slack:form:${body.view.id}`], index),
      conversation: directConversation(source.workspace, body.user.id),
      address: { workspace: source.workspace, channel: null, user: body.user.id, thread: null },
      userName: body.user.name ?? null,
      content,
    });
  }
  return null;
}

function contentsOfForm(values: Submission['view']['state']['values']): readonly Content[] {
  const text = [TEXT, MORE]
    .map((field) => values[field]?.[INPUT]?.value ?? '')
    .join('\n')
    .trim();
  const files = (values[FILES]?.[INPUT]?.files ?? []).slice(0, MAX_FILES);
  if (files.length === 0) return text === '' ? [] : [{ kind: 'text', text }];
  return files.map((file, index) => attachment(file, index === 0 ? text : ''));
}

function textField(block: string, label: string, hint: string, initial: string): types.InputBlock {
  return {
    type: 'input',
    block_id: block,
    optional: true,
    label: plain(label),
    hint: plain(hint),
    element: {
      type: 'plain_text_input',
      action_id: INPUT,
      multiline: true,
      max_length: MAX_INPUT,
      ...(initial === '' ? {} : { initial_value: initial }),
    },
  };
}

function plain(text: string): types.PlainTextElement {
  return { type: 'plain_text', text, emoji: false };
}
