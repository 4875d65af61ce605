import { utf8Of } from './bounce/mime/charset';
import { LARGEST_PASTE } from './bounce/read-paste';
import type { Content } from './channel';
import type { Analysis, Meaning } from './classifier/diagnosis';
import { isCommand, wordsToBot } from './dialogue/to-bot';
import { mediaTypeForHumans } from './helpdesk/media-type';
import { maskAnalysis } from './mask-analysis';
import type { Heard } from './store/task';

/** What reads and understands; pure functions of the content under intents/. */
export interface Reader {
  analyse(paste: string | Uint8Array): Analysis;
  understand(text: string): Meaning;
  readonly maskSecrets: (text: string) => string;
}

/** Longer texts are read whole and kept up to here, in UTF-16 units: enough for a human to see the error. */
export const TEXT_KEPT = 100_000;

/** Takes in what came, before its turn begins. */
export function takeIn(reader: Reader, content: Content, at: string): Heard {
  switch (content.kind) {
    case 'opened':
      return content;
    case 'text':
      return takeInText(reader, content, at);
    case 'bytes':
      return takeInFile(reader, { ...content, ref: null }, at);
    case 'attachment':
      return { ...content, kind: 'attached', caption: reader.maskSecrets(content.caption) };
    case 'edit':
      return { kind: 'edited', text: kept(reader.maskSecrets(content.text)) };
    case 'choice':
      return { kind: 'chose', question: content.question, choice: content.choice };
  }
}

function takeInText(
  reader: Reader,
  { text: said, mentionsBot = false }: Extract<Content, { kind: 'text' }>,
  at: string,
): Heard {
  const { text, analysis } = read(reader, said);
  const command = wordsToBot(text);
  const meaning = reader.understand(command ?? text);
  const toBot = command !== null || (mentionsBot && isCommand(text, meaning));
  return {
    kind: 'said',
    event: { kind: 'said', at, text, analysis, meaning, toBot },
    entry: { kind: 'said', at, text: kept(text), file: null, paste: isPaste(analysis) },
  };
}

/** Masked before it is read, and what was decoded from it after. */
function read(reader: Reader, said: string): { readonly text: string; readonly analysis: Analysis } {
  const tooLarge = said.length > LARGEST_PASTE;
  const text = reader.maskSecrets(tooLarge ? said.slice(0, TEXT_KEPT) : said);
  const analysis = reader.analyse(tooLarge ? said : text);
  return { text, analysis: maskAnalysis(analysis, reader.maskSecrets, text) };
}

export interface SentFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly caption: string;
  /** Where the platform keeps it, if it does. */
  readonly ref: string | null;
}

/** The file is analysed; what the person means is in the words that came with it. */
export function takeInFile(reader: Reader, file: SentFile, at: string): Heard {
  const caption = reader.maskSecrets(file.caption);
  const { text: content, analysis } = readFile(reader, file.bytes);
  return {
    kind: 'said',
    event: {
      kind: 'said',
      at,
      text: caption,
      analysis,
      meaning: reader.understand(caption),
      toBot: false,
    },
    entry: {
      kind: 'said',
      at,
      text: kept(caption === '' ? content : `${caption}\n\n${content}`),
      file: file.name,
      paste: isPaste(analysis),
      ...(file.ref !== null && mediaTypeForHumans(file.bytes) !== null ? { ref: file.ref } : {}),
    },
  };
}

function isPaste(analysis: Analysis): boolean {
  return (
    analysis.kind === 'analysed' &&
    analysis.diagnosed.some(({ diagnosis }) => diagnosis.certainty !== 'not-a-bounce')
  );
}

/** `text` is the file as a human can read it; empty where it is no text, such as an Outlook .msg. */
function readFile(reader: Reader, bytes: Uint8Array): ReturnType<typeof read> {
  const start = bytes.subarray(0, TEXT_KEPT);
  const binary = start.includes(0) || mediaTypeForHumans(bytes) !== null;
  const utf8 = binary || bytes.length > LARGEST_PASTE ? null : utf8Of(bytes);
  if (utf8 !== null) return read(reader, utf8);
  const text = binary ? '' : reader.maskSecrets(new TextDecoder().decode(start));
  return { text, analysis: maskAnalysis(reader.analyse(bytes), reader.maskSecrets, text) };
}

function kept(text: string): string {
  return text.length <= TEXT_KEPT ? text : `${text.slice(0, TEXT_KEPT)}\n[…]`;
}
