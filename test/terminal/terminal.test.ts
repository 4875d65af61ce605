import { PassThrough } from 'node:stream';
import { createTerminal } from '../../adapters/terminal/terminal';
import { createBot, type Bot } from '../../src/bot';
import type { Dialogue } from '../../src/turn-taking';
import { conversationOf } from '../../src/cli/chat';
import type { DialogueEvent } from '../../src/dialogue/event';
import type { Reply } from '../../src/dialogue/reply';
import { storeOnly } from '../../src/helpdesk/ticket-system';
import { createLog } from '../../src/log';
import { IN_MEMORY } from '../../src/store/embedded-database';
import { openEmbeddedStore } from '../../src/store/embedded-store';
import type { Store } from '../../src/store/store';

const GREETING: Reply = {
  blocks: [{ kind: 'heading', text: 'Did a mail come back?' }],
  question: {
    id: 1,
    choices: [
      { id: 'yes', label: 'Yes, it did', weight: 'main' },
      { id: 'no', label: 'No', weight: 'plain' },
      { id: 'human', label: 'Talk to a human', weight: 'aside' },
    ],
  },
};

/** Greets, and then says what it heard: a choice by its id, a text by its length and words. */
const echo: Dialogue<null> = {
  initial: null,
  parse: () => null,
  step: (_state, event) => ({ state: null, effects: [{ kind: 'reply', reply: answerTo(event) }] }),
  summarise: () => [],
};

function answerTo(event: DialogueEvent): Reply {
  if (event.kind === 'opened') return GREETING;
  const text =
    event.kind === 'said'
      ? `said ${event.text}`
      : event.kind === 'chose'
        ? `chose ${event.choice}`
        : event.kind;
  return { blocks: [{ kind: 'text', text }], question: null };
}

let store: Store;
let bot: Bot;
let screen: string;

beforeEach(async () => {
  store = await openEmbeddedStore(IN_MEMORY);
  screen = '';
});
afterEach(async () => {
  await bot.stop();
  await store.close();
});

interface Keyboard extends PassThrough {
  isTTY: boolean;
  setRawMode(on: boolean): void;
}

/** Runs the terminal and resolves when it has ended; the streams are pipes unless they are made a terminal. */
async function run(
  input: PassThrough,
  output = new PassThrough(),
  more: { readonly conversation?: string } = {},
): Promise<void> {
  output.setEncoding('utf8').on('data', (text: string) => (screen += text));
  const terminal = createTerminal({ input, output, user: 'kim', ...more });
  bot = createBot({
    store,
    channels: [terminal.channel],
    desks: [],
    tickets: storeOnly,
    dialogue: echo,
    reader: {
      analyse: () => ({ kind: 'refused', reason: 'empty' }),
      understand: () => ({ intent: 'other', confidence: 1 }),
      maskSecrets: (text) => text,
    },
    clock: () => new Date(),
    log: createLog('silent'),
  });
  await bot.start();
  await terminal.run(bot);
}

function piped(text: string): PassThrough {
  const input = new PassThrough();
  input.end(text);
  return input;
}

/** Both ends as a terminal has them, with `text` typed on it. */
async function runTyped(...chunks: readonly string[]): Promise<readonly boolean[]> {
  const rawModes: boolean[] = [];
  const input = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (on: boolean) => void rawModes.push(on),
  }) satisfies Keyboard;
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  for (const chunk of chunks) input.write(chunk);
  input.end();
  await run(input, output);
  return rawModes;
}

describe('piped', () => {
  test('greets, answers each line, and ends when all answers are out', async () => {
    await run(piped('550 no such user\n\nthanks'));
    expect(screen).toBe(
      [
        'Did a mail come back?',
        '',
        '  1) Yes, it did',
        '  2) No',
        '  3) Talk to a human',
        '',
        'said 550 no such user',
        '',
        'said thanks',
        '',
        '',
      ].join('\n'),
    );
  });

  test.each([
    ['2', 'chose no'],
    ['3', 'chose human'],
    ['yes, IT did', 'chose yes'],
    ['4', 'said 4'],
    ['0', 'said 0'],
    ['550', 'said 550'],
  ])('%s is taken as: %s', async (typed, answer) => {
    await run(piped(`${typed}\n`));
    expect(screen.trimEnd().split('\n').at(-1)).toBe(answer);
  });

  test('/quit ends it, and what follows is not said', async () => {
    await run(piped('one\n/quit\ntwo\n'));
    expect(screen).toContain('said one');
    expect(screen).not.toContain('two');
  });

  test('a thousand lines at once are all answered, in order', async () => {
    const lines = Array.from({ length: 1000 }, (_, at) => `line ${at}`);
    await run(piped(lines.join('\n')));
    expect(screen.match(/^said .*$/gm)).toEqual(lines.map((line) => `said ${line}`));
  });

  test('escape sequences in what is said back do not reach the screen', async () => {
    await run(piped('550 \u001b[2J\u001b]0;owned\u0007 gone\n'));
    expect(screen).toContain('said 550 [2J]0;owned gone');
    expect(screen).not.toContain('\u001b');
  });

  test('the person is known by name', async () => {
    await run(piped(''));
    expect(await store.conversationsOf('terminal', 'kim', 10)).toHaveLength(1);
  });
});

describe('a conversation that is gone on with', () => {
  const again = { conversation: conversationOf('kim') };

  test('is the same one, and what came up meanwhile is shown first', async () => {
    await run(piped('one\n'), new PassThrough(), again);
    await bot.stop();
    // While nobody is at the terminal, as a reminder would come up.
    await bot.receive({
      channel: 'terminal',
      eventIds: ['reminder'],
      conversation: `terminal:${again.conversation}`,
      address: 'terminal',
      user: { id: 'kim', name: 'kim' },
      content: { kind: 'text', text: 'it is time' },
    });
    screen = '';
    await run(piped('two\n'), new PassThrough(), again);
    expect(screen.match(/^said .*$/gm)).toEqual(['said it is time', 'said two']);
    expect(await store.conversationsOf('terminal', 'kim', 10)).toHaveLength(1);
  });

  test('is found by the name alone, which its id does not tell', () => {
    expect(conversationOf('kim')).toBe(conversationOf('kim'));
    expect(conversationOf('kim')).not.toBe(conversationOf('Kim'));
    expect(conversationOf('kim')).not.toContain('kim');
  });
});

describe('typed', () => {
  test('a paste of several lines is one message, sent by Enter', async () => {
    await runTyped('\u001b[200~one\r\ntwo\rthree\u001b[201~', '\r', '/quit\r');
    expect(screen).toContain('[3 lines pasted]');
    expect(screen).toContain('said one\ntwo\nthree\n\n');
  });

  test('a marker that arrives in pieces is still one', async () => {
    await runTyped('see: \u001b[20', '0~one\ntwo\u001b', '[201~ ok', '\r', '/quit\r');
    expect(screen).toContain('said see: one\ntwo ok\n\n');
  });

  test('two pastes in one message keep their places', async () => {
    await runTyped('\u001b[200~a\nb\u001b[201~', ' and ', '\u001b[200~c\nd\u001b[201~', '\r', '/quit\r');
    expect(screen).toContain('said a\nb and c\nd\n\n');
  });

  test('several lines at once are a paste, also where a terminal does not mark it', async () => {
    await runTyped('one\ntwo\nthree\n', '\r', '/quit\r');
    expect(screen).toContain('said one\ntwo\nthree\n\n');
  });

  test('the terminal is left as it was found', async () => {
    const rawModes = await runTyped('/quit\r');
    expect([rawModes[0], rawModes.at(-1)]).toEqual([true, false]);
    expect(screen.indexOf('\u001b[?2004h')).toBeGreaterThanOrEqual(0);
    expect(screen.trimEnd().endsWith('\u001b[?2004l')).toBe(true);
  });
});
