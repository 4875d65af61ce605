import type { Content } from './channel';
import type { Analysis, Meaning } from './classifier/diagnosis';
import type { DialogueEvent } from './dialogue/event';
import type { TranscriptEntry } from './store/store';

/** What reads and understands; pure functions of the content under intents/. */
export interface Reader {
  analyse(paste: string | Uint8Array): Analysis;
  understand(text: string): Meaning;
  maskSecrets(text: string): string;
}

type Said = Extract<DialogueEvent, { readonly kind: 'said' }>;

/** What came in, masked, read and understood before the turn begins, so that no lock is held meanwhile. */
export type Heard =
  | { readonly kind: 'opened' }
  | { readonly kind: 'said'; readonly event: Said; readonly entry: TranscriptEntry }
  | { readonly kind: 'chose'; readonly question: number; readonly choice: string }
  | { readonly kind: 'attached'; readonly name: string; readonly ref: string; readonly caption: string };

/** Longer texts are read whole and kept up to here, in UTF-16 units: enough for a human to see the error. */
export const TEXT_KEPT = 100_000;

export function takeIn(reader: Reader, content: Content, at: string): Heard {
  switch (content.kind) {
    case 'opened':
      return content;
    case 'text':
      return takeInText(reader, content.text, at);
    case 'bytes':
      return takeInFile(reader, content, at);
    case 'attachment':
      return { ...content, kind: 'attached', caption: reader.maskSecrets(content.caption) };
    case 'choice':
      return { kind: 'chose', question: content.question, choice: content.choice };
  }
}

function takeInText(reader: Reader, said: string, at: string): Heard {
  const text = reader.maskSecrets(said);
  const analysis = reader.analyse(text);
  return {
    kind: 'said',
    event: { kind: 'said', at, text, analysis, meaning: reader.understand(text) },
    entry: { kind: 'said', at, text: kept(text), file: null, paste: isPaste(analysis) },
  };
}

export interface SentFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly caption: string;
}

/** The file is analysed; what the person means is in the words that came with it. */
export function takeInFile(reader: Reader, file: SentFile, at: string): Heard {
  const caption = reader.maskSecrets(file.caption);
  const analysis = reader.analyse(file.bytes);
  const content = readable(reader, file.bytes, analysis);
  return {
    kind: 'said',
    event: { kind: 'said', at, text: caption, analysis, meaning: reader.understand(caption) },
    entry: {
      kind: 'said',
      at,
      text: kept(caption === '' ? content : `${caption}\n\n${content}`),
      file: file.name,
      paste: isPaste(analysis),
    },
  };
}

function isPaste(analysis: Analysis): boolean {
  return (
    analysis.kind === 'analysed' &&
    analysis.diagnosed.some(({ diagnosis }) => diagnosis.certainty !== 'not-a-bounce')
  );
}

/** A file as a human can read it: its text, or what was read from it where it is no text (an Outlook .msg). */
function readable(reader: Reader, bytes: Uint8Array, analysis: Analysis): string {
  const start = bytes.subarray(0, TEXT_KEPT);
  if (!start.includes(0)) return reader.maskSecrets(new TextDecoder().decode(start));
  if (analysis.kind !== 'analysed') return '';
  return reader.maskSecrets(
    analysis.diagnosed.map(({ failure }) => `${failure.report}\n${failure.reply}`).join('\n\n'),
  );
}

function kept(text: string): string {
  return text.length <= TEXT_KEPT ? text : `${text.slice(0, TEXT_KEPT)}\n[…]`;
}
