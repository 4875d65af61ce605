import type { Block, Reply } from '../dialogue/reply';
import type { Person, TranscriptEntry } from '../store/records';
import { personWords, timeWords } from './case-words';

/** What was said in a case, as plain text; a pasted error is not repeated but pointed to by `pasteWords`. */
export function conversationText(
  transcript: readonly TranscriptEntry[],
  person: Person,
  pasteWords: (number: number) => string,
): string {
  let pastes = 0;
  const lines = transcript.map((entry) => {
    if (entry.kind === 'said' && entry.paste) pastes += 1;
    return entryText(entry, person, pasteWords(pastes));
  });
  return lines.join('\n\n');
}

function entryText(entry: TranscriptEntry, person: Person, paste: string): string {
  const at = timeWords(entry.at);
  const name = personWords(person);
  switch (entry.kind) {
    case 'said':
      return `${at}  ${name}: ${entry.paste ? paste : indented(withFile(entry))}`;
    case 'chose':
      return `${at}  ${name} chose: ${entry.label}`;
    case 'replied':
      return `${at}  bot: ${indented(replyText(entry.reply))}`;
  }
}

function withFile({ text, file }: Extract<TranscriptEntry, { readonly kind: 'said' }>): string {
  return file === null ? text : `[file ${file}]\n${text}`;
}

function replyText({ blocks, question }: Reply): string {
  const choices = question?.choices.map(({ label }) => `[${label}]`).join(' ') ?? '';
  return [...blocks.map(blockText), choices].filter((part) => part !== '').join('\n');
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'heading':
    case 'text':
      return block.text;
    case 'evidence':
      return `> ${block.line}`;
    case 'facts':
      return pairs(block.items.map(({ label, value }) => [label, value]));
    case 'step':
      return `${block.number}/${block.of} ${block.title}: ${block.text}`;
    case 'link':
      return `${block.label}: ${block.url}`;
    case 'human':
      return `${block.name}: ${block.text}`;
    case 'note':
      return `${block.title}:\n${block.text}`;
  }
}

/** `name  value` with the values one below the other. */
export function pairs(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${indented(value)}`).join('\n');
}

/** Further lines of a text, set in below its first. */
export function indented(text: string): string {
  return text.trimEnd().replaceAll('\n', '\n    ');
}
