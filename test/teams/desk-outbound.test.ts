import fc from 'fast-check';
import { MESSAGE_BUDGET_BYTES } from '../../adapters/teams/limits';
import { messageBytes } from '../../adapters/teams/message';
import { caseMessage } from '../../adapters/teams/desk/desk-message';
import { lineMessages } from '../../adapters/teams/desk/line-messages';
import type { DeskCard, DeskLine } from '../../src/desk';
import { TENANT } from './activities';
import { dataOfButton, faultsOfMessage, field, runsOf, titlesOf, wordsOf } from './card-faults';
import { openDesk, type Desk } from './desk';
import { ANN, card, deliver, DESK_CHANNEL, FakeAgents, postedCard } from './desk-agents';

const settings = { deskChannel: { id: DESK_CHANNEL, tenantId: null } };
const PNG = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk({ settings, agents: new FakeAgents() });
});
afterEach(async () => {
  const { faults } = desk.teams;
  await desk.close();
  expect(faults).toEqual([]);
});

function linesIn(conversation: string): readonly string[] {
  return desk.teams.messagesIn(conversation).map((message) => runsOf(message).join(' | '));
}

function say(thread: string, line: DeskLine, more: object = {}) {
  return deliver(desk, { kind: 'line', thread, line }, more);
}

describe('the card of a case', () => {
  it('is a new post in the desk channel, before anything was heard from there', async () => {
    expect(await postedCard(desk)).toMatch(/^19:0de5c@thread\.tacv2;messageid=\d+$/);
    const [posted] = desk.teams.messagesIn(DESK_CHANNEL);
    expect(wordsOf(posted)).toBe(
      'This address does not exist (BD-1042) Nobody has it yet, since 09:00 UTC Who:  Kim Doe Priority:  high ' +
        '550 5.1.1  User unknown Tried Check the spelling: did not help Ticket 7 https://tickets.example/7 ' +
        'Take it Send Solved',
    );
    expect(field(posted, 'recipient')).toBeUndefined();
    expect(field(field(posted, 'conversation'), 'tenantId')).toBe(TENANT);
    expect(field(field(posted, 'from'), 'id')).toBe('28:9d7a2f54-0000-4000-8000-0000000000b0');
  });

  it('has buttons that carry the action and the reference, and a form for the reply', async () => {
    await postedCard(desk);
    const [posted] = desk.teams.messagesIn(DESK_CHANNEL);
    expect(titlesOf(posted)).toEqual(['Ticket 7', 'Take it', 'Reply', 'Send', 'Solved']);
    expect(dataOfButton(posted, 'Take it')).toEqual({ desk: 'take', reference: 'BD-1042' });
    expect(dataOfButton(posted, 'Send')).toEqual({ desk: 'reply', reference: 'BD-1042' });
  });

  it('changes where it stands, down to a state without buttons', async () => {
    const thread = await postedCard(desk);
    const solved: DeskCard = {
      ...card,
      status: { text: 'Solved by Ann Lee', mood: 'done' },
      buttons: [],
    };
    expect(await deliver(desk, { kind: 'card', thread, card: solved })).toEqual({
      kind: 'delivered',
      messageRef: thread,
    });
    expect(desk.teams.shown).toHaveLength(1);
    const [shown] = desk.teams.messagesIn(DESK_CHANNEL);
    expect(runsOf(shown)).toContain('Solved by Ann Lee');
    expect(titlesOf(shown)).toEqual(['Ticket 7']);
  });

  it('says after a crash that another copy may stand above, and no more once it changes', async () => {
    const outcome = await deliver(desk, { kind: 'card', thread: null, card }, { attempt: 2 });
    expect(linesIn(DESK_CHANNEL)[0]).toMatch(/^Posted again after an interruption/);
    const thread = outcome.kind === 'delivered' ? outcome.messageRef : null;
    await deliver(desk, { kind: 'card', thread, card }, { key: 'k2' });
    expect(linesIn(DESK_CHANNEL)[0]).toMatch(/^This address/);
  });

  it('is no repetition after a refusal that this process saw', async () => {
    desk.teams.refusals.set(DESK_CHANNEL, [{ status: 502 }]);
    const request = { kind: 'card', thread: null, card } as const;
    expect(await deliver(desk, request)).toMatchObject({ kind: 'retry' });
    await deliver(desk, request, { attempt: 2 });
    expect(linesIn(DESK_CHANNEL)[0]).toMatch(/^This address/);
  });

  it.each([
    [
      { status: 429, retryAfter: 7 },
      { kind: 'retry', afterMs: 7_000 },
    ],
    [{ status: 502 }, { kind: 'retry' }],
    [
      { status: 403, code: 'BotNotInConversationRoster' },
      { kind: 'undeliverable', reason: 'BotNotInConversationRoster' },
    ],
  ])('is judged after %j as other messages are', async (refusal, expected) => {
    desk.teams.refusals.set(DESK_CHANNEL, [refusal]);
    expect(await deliver(desk, { kind: 'card', thread: null, card })).toMatchObject(expected);
  });

  it('is sound and within the budget, whatever is on it', () => {
    fc.assert(
      fc.property(anyCard, fc.boolean(), (any, repeated) => {
        const message = caseMessage(any, repeated);
        expect(faultsOfMessage(message)).toEqual([]);
        expect(messageBytes(message)).toBeLessThanOrEqual(MESSAGE_BUDGET_BYTES);
      }),
      { numRuns: 60 },
    );
  });

  it('gives up sections before rows, and says where the rest is', () => {
    const long = Array.from({ length: 200 }, (_, index) => `fact ${index} ${'x'.repeat(100)}`);
    const message = caseMessage({ ...card, sections: [{ title: 'Facts', lines: long }] }, false);
    const words = runsOf(message);
    expect(words).toContain('Kim Doe');
    expect(words.join(' ')).toContain('fact 4');
    expect(words).toContain('More is in the thread below.');
  });
});

const words = fc.oneof(
  fc.string({ maxLength: 400, unit: 'binary' }),
  fc.string({ minLength: 1, maxLength: 9_000 }),
);
const anyCard: fc.Arbitrary<DeskCard> = fc.record({
  reference: fc.constant('BD-1'),
  title: words,
  status: fc.record({
    text: words,
    mood: fc.constantFrom<DeskCard['status']['mood']>('waiting', 'urgent', 'active', 'done'),
  }),
  rows: fc.array(fc.record({ label: words, value: words }), { maxLength: 30 }),
  decidingLine: fc.option(
    words.map((text) => ({ text, marks: [{ start: 1, end: Math.max(1, text.length) }] })),
  ),
  sections: fc.array(fc.record({ title: words, lines: fc.array(words, { maxLength: 30 }) }), {
    maxLength: 12,
  }),
  links: fc.array(fc.record({ label: words, url: fc.webUrl() }), { maxLength: 6 }),
  buttons: fc.constantFrom([], card.buttons),
});

describe('lines in the thread', () => {
  it.each<[string, DeskLine, string]>([
    [
      "the person's words with their name",
      { kind: 'person', name: 'Kim Doe', text: 'still there\nand now?', edited: false },
      'Kim Doe | still there | and now?',
    ],
    [
      'words that were changed',
      { kind: 'person', name: 'Kim Doe', text: 'still there', edited: true },
      'Kim Doe (edited) | still there',
    ],
    [
      'what an agent wrote elsewhere',
      { kind: 'agent', name: 'Bo', text: 'done' },
      'Bo to the employee | done',
    ],
    ['a word of the bot', { kind: 'bot', text: 'Kim was told.' }, 'Kim was told.'],
    [
      'a text file',
      {
        kind: 'file',
        title: 'The error',
        file: { name: 'e.txt', mediaType: 'text/plain', bytes: Buffer.from('550 5.1.1\n<kim@example.net>') },
      },
      'The error: e.txt | 550 5.1.1 | <kim@example.net>',
    ],
  ])('show %s', async (_, line, expected) => {
    const thread = await postedCard(desk);
    expect(await say(thread, line)).toMatchObject({ kind: 'delivered' });
    expect(linesIn(thread)).toEqual([expected]);
  });

  it('show markup, mentions and macros as they are written', async () => {
    const thread = await postedCard(desk);
    await say(thread, {
      kind: 'person',
      name: '**Kim**',
      text: '<at>General</at> [x](https://evil.example)',
      edited: false,
    });
    expect(linesIn(thread)).toEqual(['**Kim** | <at>General</at> [x](https://evil.example)']);
    expect(JSON.stringify(desk.teams.messagesIn(thread))).not.toMatch(/"TextBlock"|"entities"/);
  });

  it('show pictures as pictures, in the channel too', async () => {
    const thread = await postedCard(desk);
    const file = { name: 'screen.png', mediaType: 'application/octet-stream', bytes: PNG };
    await say(thread, { kind: 'file', title: 'Kim Doe sent', file });
    const [message] = desk.teams.messagesIn(thread);
    expect(runsOf(message)).toEqual(['Kim Doe sent: screen.png']);
    expect(field(message, 'attachments')).toEqual([
      expect.anything(),
      {
        contentType: 'image/png',
        contentUrl: `data:image/png;base64,${Buffer.from(PNG).toString('base64')}`,
        name: 'screen.png',
      },
    ]);
  });

  it('mention the agent they are for, once and by name', async () => {
    const thread = await postedCard(desk);
    const text = Array.from({ length: 180 }, (_, index) => `line ${index}: ${'word '.repeat(8)}`).join('\n');
    const line = { kind: 'person', name: 'Kim Doe', text, edited: false } as const;
    await deliver(desk, { kind: 'line', thread, line, to: { id: ANN.id, name: 'Ann <R&D>' } });
    const [first, ...others] = desk.teams.messagesIn(thread);
    expect(field(first, 'text')).toBe('<at>Ann &lt;R&amp;D&gt;</at>');
    expect(field(first, 'entities')).toEqual([
      {
        type: 'mention',
        text: '<at>Ann &lt;R&amp;D&gt;</at>',
        mentioned: { id: ANN.id, name: 'Ann <R&D>' },
      },
    ]);
    expect(others.map((message) => field(message, 'entities'))).toEqual(others.map(() => undefined));
  });

  it('say of any other file that it cannot be shown', async () => {
    const thread = await postedCard(desk);
    const file = {
      name: 'mail.msg',
      mediaType: 'application/vnd.ms-outlook',
      bytes: Uint8Array.from([0xd0, 0xcf, 0, 1]),
    };
    await say(thread, { kind: 'file', title: 'Kim Doe sent', file });
    expect(linesIn(thread)[0]).toMatch(
      /^Kim Doe sent: mail\.msg \| A file of 4 bytes that a bot cannot show/,
    );
  });

  it('come in parts where they are long, all of them and in order', async () => {
    const thread = await postedCard(desk);
    const text = Array.from({ length: 180 }, (_, index) => `line ${index}: ${'word '.repeat(8)}`).join('\n');
    await say(thread, { kind: 'person', name: 'Kim Doe', text, edited: false });
    const shown = desk.teams.messagesIn(thread).map((message) => runsOf(message));
    expect(shown.length).toBeGreaterThan(1);
    expect(shown[0]?.slice(0, 2)).toEqual(['Kim Doe', `Part 1 of ${shown.length}`]);
    const read = shown.flatMap((runs) => runs.filter((run) => run.startsWith('line ')));
    expect(read).toHaveLength(180);
    expect(read[179]).toMatch(/^line 179:/);
  });

  it('end with a word on where the rest is, when they are longer than a thread should hold', async () => {
    const thread = await postedCard(desk);
    const file = {
      name: 'log.txt',
      mediaType: 'text/plain',
      bytes: Buffer.from('one line of a log\n'.repeat(9_000)),
    };
    await say(thread, { kind: 'file', title: 'The error', file });
    const shown = linesIn(thread);
    expect(shown).toHaveLength(6);
    expect(shown[5]).toMatch(/The whole of it is in the ticket and in npx bouncedesk tickets\.$/);
  });

  it('go on where they stopped, when Teams stops taking them in the middle', async () => {
    const thread = await postedCard(desk);
    const text = 'some words of a long message '.repeat(1_000);
    const line: DeskLine = { kind: 'person', name: 'Kim Doe', text, edited: false };
    desk.teams.refusals.set(thread, ['pass', { status: 502 }]);
    expect(await say(thread, line)).toMatchObject({ kind: 'retry' });
    expect(linesIn(thread)).toHaveLength(1);
    expect(await say(thread, line, { attempt: 2 })).toMatchObject({ kind: 'delivered' });
    const parts = linesIn(thread).map((shown) => /Part (\d+)/.exec(shown)?.[1]);
    expect(parts).toEqual(parts.map((_, index) => String(index + 1)));
    expect(linesIn(thread).join(' ')).not.toContain('Sent again');
  });

  it('keep to the limits of Teams for a channel, however many cases there are', async () => {
    const thread = await postedCard(desk);
    const waits: number[] = [];
    for (let number = 1; number <= 20; number += 1) {
      const request = { key: `line ${number}` };
      for (let attempt = 1; ; attempt += 1) {
        const outcome = await say(thread, { kind: 'bot', text: `${number}` }, { ...request, attempt });
        if (outcome.kind === 'delivered') break;
        waits.push(outcome.kind === 'retry' ? outcome.afterMs : 0);
        desk.clock.advance(waits.at(-1) ?? 0);
      }
    }
    expect(waits.length).toBeGreaterThan(0);
    expect(linesIn(thread)).toEqual(Array.from({ length: 20 }, (_, index) => String(index + 1)));
  });

  it('say after a crash that they may stand already', async () => {
    const thread = await postedCard(desk);
    await say(thread, { kind: 'bot', text: 'hello' }, { attempt: 2 });
    expect(linesIn(thread)).toEqual([expect.stringMatching(/^Sent again.* \| hello$/)]);
  });

  it('that everybody should notice are a post of their own, which leads to the card', async () => {
    const thread = await postedCard(desk);
    await say(thread, { kind: 'bot', text: 'Nobody has taken BD-1042 yet.', toAll: true });
    const nudge = desk.teams.messagesIn(DESK_CHANNEL)[1];
    const root = thread.split('=')[1] ?? '';
    expect(wordsOf(nudge)).toBe(
      'Nobody has taken BD-1042 yet. Open the card ' +
        `https://teams.microsoft.com/l/message/19%3A0de5c%40thread.tacv2/${root}?tenantId=${TENANT}&parentMessageId=${root}`,
    );
  });

  it('are sound and within the budget, whatever is in them', () => {
    const line = fc.oneof(
      fc.record({ kind: fc.constant('person' as const), name: words, text: words, edited: fc.boolean() }),
      fc.record({
        kind: fc.constant('bot' as const),
        text: fc.string({ maxLength: 60_000, unit: fc.constantFrom('{', '{DATE(', '"', '\\', 'x', '\n') }),
      }),
      fc.record({
        kind: fc.constant('file' as const),
        title: words,
        file: fc.record({ name: words, mediaType: words, bytes: fc.uint8Array({ maxLength: 5_000 }) }),
      }),
    );
    fc.assert(
      fc.property(line, (any) => {
        for (const message of lineMessages(any)) {
          expect(faultsOfMessage(message)).toEqual([]);
          expect(messageBytes(message)).toBeLessThanOrEqual(MESSAGE_BUDGET_BYTES);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('a word to one agent', () => {
  const aside = (thread: string) =>
    deliver(desk, { kind: 'aside', thread, agent: ANN.id, text: 'Bo has it.' });

  it('is seen by nobody else', async () => {
    const thread = await postedCard(desk);
    expect(await aside(thread)).toMatchObject({ kind: 'delivered' });
    expect(desk.teams.whispers).toEqual([
      {
        conversation: thread,
        to: ANN.id,
        message: expect.objectContaining({ summary: 'Bo has it.' }) as unknown,
      },
    ]);
    expect(linesIn(thread)).toEqual([]);
  });

  it.each([
    ['by name', ANN.name, 'Ann Lee: Bo has it.'],
    ['to one of those present', null, 'For one of you: Bo has it.'],
  ])('is said in the thread %s where Teams does not whisper', async (_, name, expected) => {
    const thread = await postedCard(desk);
    if (name !== null) desk.teams.members.set(ANN.id, name);
    desk.teams.refusals.set('whisper', [{ status: 400, code: 'Bad argument' }]);
    expect(await aside(thread)).toMatchObject({ kind: 'delivered' });
    expect(linesIn(thread)).toEqual([expected]);
  });

  it('waits while Teams is busy', async () => {
    const thread = await postedCard(desk);
    desk.teams.refusals.set('whisper', [{ status: 429, retryAfter: 3 }]);
    expect(await aside(thread)).toMatchObject({ kind: 'retry', afterMs: 3_000 });
    expect(linesIn(thread)).toEqual([]);
  });
});
