import { z } from 'zod';

/** Made by the browser; sending the same one again changes nothing, so a lost answer can be retried. */
const Id = z.uuid();

export const NewConversation = z.strictObject({ id: Id });

export const NewMessage = z.union([
  z.strictObject({ conversation: Id, id: Id, text: z.string().min(1) }),
  z.strictObject({
    conversation: Id,
    id: Id,
    question: z.int().nonnegative(),
    choice: z.string().min(1).max(100),
  }),
]);

export const FileQuery = z.object({ conversation: Id, id: Id });

const Count = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);

export const ReadQuery = z.object({ conversation: Id, after: Count.optional().default(0) });

/** Control characters, and the invisible ones that turn the direction of text: `exe.txt` could hide in them. */
const UNSEEN = /[\p{Cc}\p{Cf}]/gu;

/** A file's name as a browser gives it, percent-encoded because a header holds ASCII only. */
export function fileName(header: string): string {
  const name = decoded(header).split(/[\\/]/).at(-1) ?? '';
  return name.replace(UNSEEN, '').trim().slice(0, 200) || 'file';
}

function decoded(header: string): string {
  try {
    return decodeURIComponent(header);
  } catch {
    return header;
  }
}
