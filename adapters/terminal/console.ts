import { clearLine, createInterface, cursorTo, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import { BRACKETED_PASTE_OFF, BRACKETED_PASTE_ON, PasteGate } from './paste-gate';

/** Where messages come from and answers go: a keyboard and a screen, or two pipes. */
export interface Console {
  /** One message each; pastes of several lines whole. Ends with the input. */
  readonly messages: AsyncIterable<string>;
  readonly width: number;
  readonly styled: boolean;
  /** Writes above the line that is being typed. */
  print(lines: readonly string[]): void;
  /** Shows that the person can type. */
  prompt(): void;
  close(): void;
}

const PROMPT = '> ';
const LONGEST_LINE = 92;

export function openConsole(input: Readable, output: Writable): Console {
  return isTerminal(input) && isTerminal(output)
    ? interactive(input as ReadStream, output as WriteStream)
    : piped(input, output);
}

function isTerminal(stream: object): boolean {
  return 'isTTY' in stream && stream.isTTY === true;
}

function piped(input: Readable, output: Writable): Console {
  const lines = createInterface({ input, crlfDelay: Infinity });
  return {
    messages: keeping(lines),
    width: 80,
    styled: false,
    print: (text) => void output.write(`${text.join('\n')}\n\n`),
    prompt: () => undefined,
    close: () => lines.close(),
  };
}

function interactive(input: ReadStream, output: WriteStream): Console {
  const gate = new PasteGate();
  input.setRawMode(true);
  output.write(BRACKETED_PASTE_ON);
  const lines = createInterface({ input: input.pipe(gate), output, terminal: true, prompt: PROMPT });
  return {
    messages: expanded(keeping(lines), gate),
    width: Math.min(output.columns || 80, LONGEST_LINE),
    styled: true,
    print(text) {
      cursorTo(output, 0);
      clearLine(output, 0);
      output.write(`${text.join('\n')}\n\n`);
      lines.prompt(true);
    },
    prompt: () => lines.prompt(),
    close() {
      lines.close();
      output.write(BRACKETED_PASTE_OFF);
      input.unpipe(gate);
      input.setRawMode(false);
      input.pause();
    },
  };
}

/** Lines that come before anybody asks for them are kept only from the moment there is an iterator. */
function keeping(lines: Interface): AsyncIterable<string> {
  const iterator = lines[Symbol.asyncIterator]();
  return { [Symbol.asyncIterator]: () => iterator };
}

async function* expanded(lines: AsyncIterable<string>, gate: PasteGate): AsyncIterable<string> {
  for await (const line of lines) yield gate.expand(line);
}
