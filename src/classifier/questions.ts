import { readPaste } from '../bounce/read-paste';
import type { PasteRead } from '../bounce/failure';
import type { Question } from './judge';

/** What there is to judge in a paste: each of its failures, or the text itself when none was found. */
export function questionsOf({ failures, ownWords, form, otherKind }: PasteRead): readonly Question[] {
  if (failures.length === 0) return [{ failure: null, ownWords, form, otherKind }];
  return failures.map((failure) => ({ failure, ownWords, form, otherKind }));
}

/** The first thing to judge in a text; null when it cannot be read at all. */
export function firstQuestionOf(text: string): Question | null {
  const reading = readPaste(text);
  return reading.kind === 'read' ? (questionsOf(reading)[0] ?? null) : null;
}
