import { mailHeadAt } from './mime/header-block';
import { slice, type SourceText } from './source-text';

/** Larger mailboxes are read up to here: nobody works through more failures at once. */
const MOST_MAILS = 2000;

/** The mails of an mbox file (RFC 4155); a single mail comes back as it is. */
export function splitMbox(source: SourceText): SourceText[] {
  const { text } = source;
  if (!text.startsWith('From ')) return [source];
  const mails: SourceText[] = [];
  let start = 0;
  let at = text.indexOf('\nFrom ');
  while (at >= 0 && mails.length < MOST_MAILS) {
    // A line of the text that begins with "From " has no header block behind it.
    const head = mailHeadAt(text, at + 1);
    if (head.isMail) {
      mails.push(slice(source, start, at + 1));
      start = at + 1;
    }
    at = text.indexOf('\nFrom ', Math.max(at + 1, head.end - 1));
  }
  mails.push(slice(source, start, text.length));
  return mails;
}
