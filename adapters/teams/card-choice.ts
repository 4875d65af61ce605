import { z } from 'zod';
import type { CardChoice } from './card';

const Data = z.object({ question: z.number().int(), choice: z.string().min(1).max(200) });

/** Action.Submit sends the data itself; Action.Execute (universal actions) wraps it. */
const Wrapped = z.object({ action: z.object({ data: Data }) });

/** The choice in what a pressed button sent; null for anything else. */
export function cardChoice(value: unknown): CardChoice | null {
  const wrapped = Wrapped.safeParse(value);
  if (wrapped.success) return wrapped.data.action.data;
  return Data.safeParse(value).data ?? null;
}
