import type { OpenedTicket } from '../../../src/helpdesk/ticket-system';
import type { Ticket } from '../../../src/helpdesk/ticket';

/** What a ticket of a full case must hold, wherever it ends up. */
export const TOLD = [
  'Your address is blocked',
  'ip-blocked',
  'our own IT',
  'Remote ip: 203.0.113.7',
  'Since when? This morning',
  'check-the-address: cannot',
  'names Spamhaus ZEN',
  'Ask for delisting',
  'Ada Müller',
] as const;

export const PASTE =
  '550 5.7.1 Service unavailable; client [203.0.113.7] blocked using zen.spamhaus.org\n\tä <b>&';

/** A case with everything in it; characters that a format could take for its own are on purpose. */
export function aCase(number: number, change: Partial<Ticket> = {}): Ticket {
  const at = '2026-11-24T08:00:00.000Z';
  return {
    reference: `BD-${number}`,
    openedAt: '2026-11-24T08:05:00.000Z',
    channel: 'slack',
    conversation: 'slack:T1:C1:1763971200.000100',
    person: { id: 'U123', name: 'Ada Müller' },
    draft: {
      caseId: 1,
      title: 'Your address is blocked\n*by* {color:red}zen.spamhaus.org',
      variant: 'ip-blocked',
      confidence: 0.97,
      alternatives: [{ label: 'sender-blocked', confidence: 0.02 }],
      side: 'your-it',
      priority: 'high',
      reason: 'Only IT can ask for delisting.',
      since: at,
      facts: [
        { name: 'finalRecipient', value: 'bob@example.net' },
        { name: 'remoteIp', value: '203.0.113.7' },
      ],
      recipients: ['bob@example.net'],
      answers: [{ ask: 'Since when?', answer: 'This morning' }],
      evidence: ['The reply names Spamhaus ZEN.'],
      decidingLine: { text: 'blocked using zen.spamhaus.org', marks: [] },
      advice: [{ title: 'Ask for delisting', text: 'Look the address up, mend the cause, ask.' }],
      troubles: [],
      tried: [{ step: 'check-the-address', outcome: 'cannot', at }],
    },
    pastes: [{ at, file: null, text: PASTE }],
    transcript: [
      { kind: 'said', at, text: PASTE, file: null, paste: true },
      {
        kind: 'replied',
        at,
        reply: { blocks: [{ kind: 'heading', text: 'Your address is blocked' }], question: null },
      },
      { kind: 'chose', at, question: 1, label: 'I need a human' },
    ],
    opened: null,
    ...change,
  };
}

export function asOpened(ticket: Ticket, opened: OpenedTicket['opened']): OpenedTicket {
  return { reference: ticket.reference, openedAt: ticket.openedAt, opened };
}
