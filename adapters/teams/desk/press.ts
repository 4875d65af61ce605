import { z } from 'zod';
import type { DeskAction } from '../../../src/desk';

/** What a pressed button of a desk card sends back. */
export interface PressData {
  readonly desk: DeskAction;
  readonly reference: string;
}

/** The id of the text field that Reply opens; its text is sent beside the button's own data. */
export const REPLY_FIELD = 'reply';

export interface Press extends PressData {
  readonly reply: string;
}

const Data = z.object({
  desk: z.enum(['take', 'reply', 'give-back', 'solve', 'not-mail']),
  reference: z.string().min(1).max(64),
  [REPLY_FIELD]: z.string().default(''),
});

/** Action.Execute wraps the data; Action.Submit, which old clients press, sends it as it is. */
const Wrapped = z.object({ action: z.object({ data: Data }) });

/** Null for what no desk card sends. */
export function readPress(value: unknown): Press | null {
  const wrapped = Wrapped.safeParse(value);
  if (wrapped.success) return wrapped.data.action.data;
  return Data.safeParse(value).data ?? null;
}
