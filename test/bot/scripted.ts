import type { Channel, DeliveryOutcome, DeliveryRequest, FetchOutcome, Incoming } from '../../src/channel';
import type { Analysis, Meaning } from '../../src/classifier/diagnosis';
import type { Effect, TicketDraft } from '../../src/dialogue/effect';
import type { DialogueEvent } from '../../src/dialogue/event';
import type { Reply } from '../../src/dialogue/reply';
import type { Dialogue } from '../../src/turn-taking';
import type { Reader } from '../../src/intake';

/** A dialogue that does what it is told in words, so that a test can see every event come back as a reply. */
export interface ScriptedState {
  readonly turns: number;
  readonly cases: readonly { readonly id: number; readonly since: string; readonly ticket: string | null }[];
}

export const scriptedDialogue: Dialogue<ScriptedState> = {
  initial: { turns: 0, cases: [] },
  parse: (json) => json as ScriptedState,
  step(state, event) {
    const next = { ...state, turns: state.turns + 1 };
    return stepCounted(next, event);
  },
  summarise: (state) =>
    state.cases.map(({ id, since, ticket }) => ({
      caseId: id,
      title: `case ${id}`,
      state: ticket === null ? 'open' : 'with-human',
      since,
      ticket,
    })),
};

type Stepped = { readonly state: ScriptedState; readonly effects: readonly Effect[] };

function stepCounted(state: ScriptedState, event: DialogueEvent): Stepped {
  switch (event.kind) {
    case 'opened':
      return { state, effects: [say('welcome')] };
    case 'said':
      return obey(state, event.text, event.at);
    case 'chose':
      return {
        state,
        effects: [
          { kind: 'settleQuestion', question: event.question, chosen: event.choice },
          say(`chose ${event.choice}`),
        ],
      };
    case 'timerFired':
      return { state, effects: [say(`timer ${event.timer}`)] };
    case 'ticketOpened': {
      const cases = state.cases.map((item) =>
        item.id === event.caseId ? { ...item, ticket: event.reference } : item,
      );
      return { state: { ...state, cases }, effects: [say(`ticket ${event.reference}`)] };
    }
    case 'ticketRefused':
      return { state, effects: [say(`refused ${event.caseId}`)] };
    case 'throttled':
      return { state, effects: [say(`too much of ${event.whose}`)] };
    case 'attachmentLost':
      return { state, effects: [say(`lost ${event.reason}`)] };
    case 'ticketJoined':
      return { state, effects: [say(`joined ${event.reference}`)] };
    case 'agentActed':
      return { state, effects: [say(`${event.agent.name} ${event.act.kind}`)] };
    case 'edited':
    case 'leaderClosed':
    case 'agentFileLost':
    case 'unreachable':
      return { state, effects: [] };
  }
}

function obey(state: ScriptedState, text: string, at: string): Stepped {
  const [word = '', first = '', second = ''] = text.split(' ');
  switch (word) {
    case 'fail':
      throw new Error('the dialogue fails');
    case 'ask':
      return { state, effects: [say('a question', Number(first))] };
    case 'timer':
      return { state, effects: [{ kind: 'setTimer', timer: first, afterSeconds: Number(second) }] };
    case 'cancel':
      return { state, effects: [{ kind: 'cancelTimer', timer: first }] };
    case 'human': {
      const id = state.cases.length + 1;
      const cases = [...state.cases, { id, since: at, ticket: null }];
      return {
        state: { ...state, cases },
        effects: [say('handing over'), { kind: 'openTicket', draft: draftOf(id, at), underWay: false }],
      };
    }
    case 'again':
      return { state, effects: [{ kind: 'openTicket', draft: draftOf(Number(first), at), underWay: false }] };
    default:
      return { state, effects: [say(`${state.turns}: ${text}`)] };
  }
}

function say(text: string, question?: number): Effect {
  return { kind: 'reply', reply: replyOf(text, question) };
}

export function replyOf(text: string, question?: number): Reply {
  return {
    blocks: [{ kind: 'text', text }],
    question:
      question === undefined
        ? null
        : { id: question, choices: [{ id: 'yes', label: 'Yes, it did', weight: 'main' }] },
  };
}

export function textOf(reply: Reply): string {
  return reply.blocks.map((block) => (block.kind === 'text' ? block.text : '')).join('');
}

export function draftOf(caseId: number, since: string): TicketDraft {
  return {
    caseId,
    title: 'The mailbox is full',
    variant: 'mailbox-full',
    confidence: 0.93,
    alternatives: [{ label: 'message-too-large', confidence: 0.04 }],
    side: 'recipient',
    priority: 'normal',
    reason: 'the person asked for a human',
    since,
    facts: [{ name: 'finalRecipient', value: 'kim@example.net' }],
    recipients: ['kim@example.net'],
    answers: [{ ask: 'Since when?', answer: 'Monday' }],
    evidence: ['the server says "mailbox full"'],
    decidingLine: { text: '552 5.2.2 mailbox full', marks: [{ start: 10, end: 22 }] },
    advice: [{ title: 'Raise the quota', text: 'Give the mailbox more room.' }],
    troubles: [],
    tried: [{ step: 'Ask the recipient', outcome: 'no answer', at: since }],
  };
}

const nothing: Analysis = { kind: 'refused', reason: 'empty' };
const other: Meaning = { intent: 'other', confidence: 1 };

/** Takes nothing for a bounce, and masks the word after "password". */
export const scriptedReader: Reader = {
  analyse: () => nothing,
  understand: () => other,
  maskSecrets: (text) => text.replace(/password \S+/g, 'password ***'),
};

/** A platform that keeps what it was given, once a key, and answers as it is told. */
export class ScriptedChannel implements Channel {
  readonly requests: DeliveryRequest[] = [];
  readonly posted = new Map<string, DeliveryRequest>();
  answers: DeliveryOutcome[] = [];
  files: FetchOutcome[] = [];

  constructor(readonly name = 'test') {}

  deliver(request: DeliveryRequest): Promise<DeliveryOutcome> {
    this.requests.push(request);
    const answer = this.answers.shift() ?? { kind: 'delivered', messageRef: `ref-${request.key}` };
    if (answer.kind === 'delivered') this.posted.set(request.key, request);
    return Promise.resolve(answer);
  }

  fetch(): Promise<FetchOutcome> {
    return Promise.resolve(this.files.shift() ?? { kind: 'lost', reason: 'unreachable' });
  }

  /** What a person sees, in order; a settled question as `[settled: label]`. */
  shown(conversation = 'test:one'): readonly string[] {
    return [...this.posted.values()]
      .filter((request) => request.conversation === conversation)
      .map(({ delivery }) =>
        delivery.kind === 'post'
          ? textOf(delivery.reply)
          : `[settled ${delivery.messageRef}: ${delivery.chosen}]`,
      );
  }
}

/** A clock that stands still until it is told. */
export class ScriptedClock {
  private milliseconds = Date.parse('2026-11-24T09:00:00.000Z');
  readonly now = (): Date => new Date(this.milliseconds);
  pass(seconds: number): void {
    this.milliseconds += seconds * 1000;
  }
}

let events = 0;

export function said(text: string, more: Partial<Incoming> = {}): Incoming {
  events += 1;
  return {
    channel: 'test',
    eventIds: [`event-${events}`],
    conversation: 'test:one',
    address: 'address-1',
    user: { id: 'u1', name: 'Kim' },
    content: { kind: 'text', text },
    ...more,
  };
}
