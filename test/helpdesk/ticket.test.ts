import { assembleTicket, numberOf, referenceOf } from '../../src/helpdesk/ticket';
import { ticketLine, ticketText } from '../../src/helpdesk/ticket-text';
import { IN_MEMORY } from '../../src/store/embedded-database';
import { openEmbeddedStore } from '../../src/store/embedded-store';
import type { TicketRecord, TranscriptEntry } from '../../src/store/records';
import { draftOf, replyOf } from '../bot/scripted';

const before = '2026-11-24T08:00:00.000Z';
const since = '2026-11-24T09:15:00.000Z';
const later = '2026-11-24T09:20:00.000Z';

const record: TicketRecord = {
  number: 42,
  conversation: 'test:one',
  channel: 'slack',
  person: { id: 'U1', name: 'Kim' },
  draft: draftOf(1, since),
  at: later,
  opened: null,
  closedAt: null,
  joined: null,
};

const entries: readonly TranscriptEntry[] = [
  { kind: 'said', at: before, text: 'an older matter', file: null, paste: false },
  {
    kind: 'said',
    at: since,
    text: 'Delivery failed:\n552 5.2.2 mailbox full',
    file: 'bounce.eml',
    paste: true,
  },
  { kind: 'replied', at: since, reply: replyOf('The mailbox is full.\nDid it help?', 1) },
  { kind: 'chose', at: later, question: 1, label: 'Yes, it did' },
  { kind: 'said', at: later, text: 'thanks', file: null, paste: false },
];

async function assembled(of: TicketRecord = record) {
  const store = await openEmbeddedStore(IN_MEMORY);
  try {
    await store.turn('test:one', async (turn) => {
      for (const entry of entries) await turn.addMessage(entry);
    });
    return await assembleTicket(store, of);
  } finally {
    await store.close();
  }
}

it('holds what was pasted and said since the case began', async () => {
  const ticket = await assembled();
  expect(ticket.pastes).toEqual([
    { at: since, file: 'bounce.eml', text: 'Delivery failed:\n552 5.2.2 mailbox full' },
  ]);
  expect(ticket.transcript).toEqual(entries.slice(1));
});

it('is written out with nothing left to ask for', async () => {
  expect(ticketText(await assembled())).toBe(`BD-1042  The mailbox is full

Who             Kim (slack)
Since           2026-11-24 09:15 UTC
Handed over     2026-11-24 09:20 UTC
Why             the person asked for a human
Priority        normal
Who can fix it  the recipient
Cause           mailbox-full (93 %)
Ticket system   none has taken it yet

Facts
-----
finalRecipient  kim@example.net

Recipients
----------
- kim@example.net

The line that decides
---------------------
552 5.2.2 mailbox full
          ^^^^^^^^^^^^

Why it is taken for this
------------------------
- the server says "mailbox full"

What else it could be
---------------------
- message-too-large (4 %)

Answers
-------
Since when?  Monday

Tried
-----
- 2026-11-24 09:15 UTC  Ask the recipient: no answer

What you can do
---------------
- Raise the quota: Give the mailbox more room.

Pasted 2026-11-24 09:15 UTC, file bounce.eml
--------------------------------------------
Delivery failed:
552 5.2.2 mailbox full

Conversation
------------
2026-11-24 09:15 UTC  Kim: (the error above)

2026-11-24 09:15 UTC  bot: The mailbox is full.
    Did it help?
    [Yes, it did]

2026-11-24 09:20 UTC  Kim chose: Yes, it did

2026-11-24 09:20 UTC  Kim: thanks
`);
});

it('leaves out what is not known', async () => {
  const draft = {
    ...draftOf(1, since),
    variant: null,
    confidence: null,
    side: null,
    facts: [],
    recipients: [],
    answers: [],
    evidence: [],
    alternatives: [],
    decidingLine: null,
    advice: [],
    tried: [],
  };
  const text = ticketText({ ...(await assembled({ ...record, draft })), pastes: [], transcript: [] });
  expect(text).toMatch(/Cause +not found\n/);
  expect(text).not.toMatch(/-----/);
});

it('is one line in a list, with where it is worked on', async () => {
  expect(ticketLine(await assembled())).toBe(
    'BD-1042  2026-11-24 09:20 UTC  normal  Kim  The mailbox is full',
  );
  const opened = { reference: 'RT 7', url: 'https://rt.example/7' };
  expect(ticketLine(await assembled({ ...record, opened }))).toMatch(/ {2}RT 7 https:\/\/rt\.example\/7$/);
});

it.each([
  ['BD-1042', 42],
  ['bd 1042', 42],
  ['1042', 42],
  ['BD-0042', null],
  ['BD-1000', null],
  ['RT-7', null],
  ['', null],
])('reads the reference %j as %j', (reference, number) => {
  expect(numberOf(reference)).toBe(number);
});

it('writes a reference that it reads again', () => {
  expect(numberOf(referenceOf(1))).toBe(1);
  expect(numberOf(referenceOf(9_999_999))).toBe(9_999_999);
});
