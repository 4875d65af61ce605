import { z } from 'zod';
import { Circumstance, Side, VariantId } from '../knowledge/variant';
import { migrateState } from './migrate-state';

/**
 * A conversation between two turns: plain JSON, versioned, parsed on load. Nothing that matters is kept
 * anywhere else, so a turn can be taken by any replica and after any restart.
 */

const span = z.object({ start: z.number(), end: z.number() }).readonly();
const ranked = z.object({ label: z.string(), confidence: z.number() }).readonly();

/** What is known of the failure a case is about. */
const Problem = z
  .object({
    /** The variant worked on; null when none was found. */
    variant: VariantId.nullable(),
    certainty: z.enum(['sure', 'between', 'unsure']),
    confidence: z.number().nullable(),
    alternatives: z.array(ranked).readonly(),
    /** Why, in words for a human. */
    evidence: z.array(z.string()).readonly(),
    decidingLine: z
      .object({ text: z.string(), marks: z.array(span).readonly() })
      .readonly()
      .nullable(),
    /** By contract name (finalRecipient, remoteIp …). */
    facts: z.record(z.string(), z.string()).readonly(),
    /** At most RECIPIENTS_KEPT addresses; `recipientCount` tells how many there are. */
    recipients: z.array(z.string()).readonly(),
    recipientCount: z.number(),
    circumstances: z.array(Circumstance).readonly(),
    side: Side.nullable(),
    /** Verified page of the provider that wrote the reply. */
    helpUrl: z.string().nullable(),
  })
  .readonly();
export type Problem = z.infer<typeof Problem>;

/** A human of the helpdesk. `at`: the desk channel they work in, by its name, or `tickets`. */
const Agent = z.object({ id: z.string(), name: z.string(), at: z.string().optional() }).readonly();
export type Agent = z.infer<typeof Agent>;

/** Where a case stands: what the bot waits for. */
const Phase = z.discriminatedUnion('kind', [
  /** Not yet begun: another case of the same paste is being worked on. */
  z.object({ kind: z.literal('queued') }).readonly(),
  z.object({ kind: z.literal('ask-paste') }).readonly(),
  z.object({ kind: z.literal('tell-apart'), first: VariantId, second: VariantId }).readonly(),
  /** Asking what a human will need; then hand over for `reason`. */
  z.object({ kind: z.literal('collect'), ask: z.string(), reason: z.string() }).readonly(),
  z.object({ kind: z.literal('step'), step: z.string() }).readonly(),
  /** The fix was tried: did it work? `step` is the one to go on from when it did not. */
  z.object({ kind: z.literal('confirm'), step: z.string().nullable() }).readonly(),
  /** "Remind me later" was said without a time. */
  z.object({ kind: z.literal('ask-when'), step: z.string().nullable() }).readonly(),
  /** `then`: when the time has come, ask whether it works, or put the question again that was put off. */
  z
    .object({
      kind: z.literal('waiting'),
      step: z.string().nullable(),
      until: z.string(),
      then: z.enum(['confirm', 'ask-again']),
    })
    .readonly(),
  z.object({ kind: z.literal('offer-human') }).readonly(),
  /** The content has no such variant any more: look again, or a human? */
  z.object({ kind: z.literal('guide-gone') }).readonly(),
  /**
   * A ticket is being opened, or is open. As long as no agent has taken it the bot answers, and `nudges` tells
   * how often it has reminded the helpdesk; from then on the agent alone speaks.
   */
  z
    .object({ kind: z.literal('with-human'), agent: Agent.nullable(), since: z.string(), nudges: z.number() })
    .readonly(),
  /** The agent says that it is solved: does the person find so too? */
  z.object({ kind: z.literal('confirm-agent'), agent: Agent }).readonly(),
  /**
   * `by`: the agent who closed it, where it was not the person. `lastWord`: the agent who has written since, and
   * may be answered.
   */
  z
    .object({
      kind: z.literal('closed'),
      how: z.enum(['solved', 'dropped']),
      step: z.string().nullable(),
      by: Agent.nullable(),
      lastWord: Agent.optional(),
    })
    .readonly(),
]);
export type Phase = z.infer<typeof Phase>;

/** `joined`: somebody else's ticket about the same trouble. */
const Ticket = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opening') }).readonly(),
  z.object({ kind: z.literal('refused') }).readonly(),
  z
    .object({
      kind: z.literal('open'),
      reference: z.string(),
      url: z.string().nullable(),
      joined: z.boolean(),
    })
    .readonly(),
]);
export type Ticket = z.infer<typeof Ticket>;

const Case = z
  .object({
    id: z.number(),
    /** ISO 8601. */
    since: z.string(),
    problem: Problem,
    phase: Phase,
    /** Phases to go back to, oldest first. */
    history: z.array(Phase).readonly(),
    answers: z.array(z.object({ ask: z.string(), answer: z.string() }).readonly()).readonly(),
    tried: z.array(z.object({ step: z.string(), outcome: z.string(), at: z.string() }).readonly()).readonly(),
    /** Null until it was handed to a human for the first time. */
    ticket: Ticket.nullable(),
    /** How often the bot has asked for a better paste. */
    pasteRequests: z.number(),
    /** What it stood at is no longer in the content; it stands at what comes nearest, and the person is still to be told. */
    moved: z.boolean(),
  })
  .readonly();
export type Case = z.infer<typeof Case>;

export const State = z
  .object({
    version: z.literal(2),
    cases: z.array(Case).readonly(),
    /** The case being talked about. */
    activeCase: z.number().nullable(),
    /** The question on the table; its choices are kept so that words can be matched to them. */
    question: z
      .object({
        id: z.number(),
        choices: z.array(z.object({ id: z.string(), label: z.string() }).readonly()).readonly(),
      })
      .readonly()
      .nullable(),
    lastQuestion: z.number(),
    /** Turns in a row that were not understood. */
    misunderstood: z.number(),
    /** A case the person was asked whether to go on with. */
    offered: z.number().nullable(),
    /** The platform says that the person can't be written to; null as long as they can. */
    unreachable: z.string().nullable(),
  })
  .readonly();
export type State = z.infer<typeof State>;

export const RECIPIENTS_KEPT = 50;

export const initialState: State = {
  version: 2,
  cases: [],
  activeCase: null,
  question: null,
  lastQuestion: 0,
  misunderstood: 0,
  offered: null,
  unreachable: null,
};

/** Takes what this version and every earlier one wrote. Throws a ZodError for anything else. */
export function parseState(json: unknown): State {
  return State.parse(migrateState(json));
}

export function activeCase(state: State): Case | null {
  return state.cases.find((item) => item.id === state.activeCase) ?? null;
}

/** Whether the agents are at work on it, or wait for the person's word. */
export function isWithAgents({ phase }: Case): boolean {
  return phase.kind === 'with-human' || phase.kind === 'confirm-agent';
}

/** The agent who has the case; null while none has. */
export function agentOf(item: Case): Agent | null {
  return item.phase.kind === 'with-human' ? item.phase.agent : null;
}

/** The agent who should notice what the person says about it. */
export function agentToCall({ phase }: Case): Agent | null {
  if (phase.kind === 'closed') return phase.lastWord ?? null;
  return phase.kind === 'with-human' || phase.kind === 'confirm-agent' ? phase.agent : null;
}

/** A human speaks with the person in this conversation, so the bot is silent. */
export function someAgentSpeaks(state: State): boolean {
  const item = activeCase(state);
  return item !== null && agentOf(item) !== null;
}

/** The case that an agent has, talked about or not. */
export function heldCase(state: State): Case | null {
  return state.cases.find((item) => agentOf(item) !== null) ?? null;
}

/** The step a case stands at, or came from. */
export function stepOf(item: Case): string | null {
  return 'step' in item.phase ? item.phase.step : null;
}

/** Waits for the person. A case that waits for its timer comes back by itself. */
export function isOpen(item: Case): boolean {
  const kind = item.phase.kind;
  return kind !== 'closed' && kind !== 'with-human' && kind !== 'waiting';
}
