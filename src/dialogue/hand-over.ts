import type { Ask, Variant } from '../knowledge/variant';
import type { TicketDraft } from './effect';
import { skippedSteps } from './first-answer';
import { phrase } from './phrasing';
import { DESCRIBE, prompt } from './prompt';
import { referenceOf, untitled } from './case-line';
import { employeeSteps, findVariant, type Script } from './script';
import { agentOf, type Case, type Problem } from './state';
import { changeCase, moveTo, offer, order, say, show, withActive, type Turn } from './turn';
import { troublesOf } from './trouble';
import { awaitAgent, untakenTimerOf } from './untaken';

/** Asks what a human will need and the paste did not tell, then opens the ticket. */
export function startHandOver(turn: Turn, item: Case, reason: string): Turn {
  if (item.phase.kind === 'with-human') return sayWithHuman(turn, item);
  const ask = nextAsk(turn.script, item);
  if (ask === null) return openTicket(turn, item, reason);
  const first = item.phase.kind !== 'collect';
  const asking = moveTo(turn, item, { kind: 'collect', ask, reason });
  const { texts } = turn.script;
  return prompt(first ? say(asking, ask === DESCRIBE ? texts.allRight : texts.collecting) : asking);
}

/** Keeps an answer (null: not known) and goes on to the next question or the ticket. */
export function answerAsk(turn: Turn, item: Case, ask: Ask, answer: string | null, reason: string): Turn {
  const answers = [...item.answers, { ask: ask.ask, answer: answer ?? '-' }];
  const facts =
    ask.fact === undefined || answer === null
      ? item.problem.facts
      : { ...item.problem.facts, [ask.fact]: answer };
  const known = changeCase(turn, item.id, { answers, problem: { ...item.problem, facts } });
  return withActive(known, (next, updated) => startHandOver(next, updated, reason));
}

/** The question of `collect` that is still open; null where a human has all that is needed. */
export function nextAsk(script: Script, item: Case): string | null {
  const variant = findVariant(script, item.problem.variant);
  if (variant === null) return item.answers.length === 0 ? DESCRIBE : null;
  const open = variant.collect.find((ask) => !isAnswered(item, ask));
  return open?.id ?? null;
}

/** A step of the same id has asked it already. */
function isAnswered(item: Case, ask: Ask): boolean {
  if (ask.fact !== undefined && item.problem.facts[ask.fact] !== undefined) return true;
  if (item.tried.some((entry) => entry.step === ask.id)) return true;
  return item.answers.some((answer) => answer.ask === ask.ask);
}

/** Orders the ticket, with all that is known by now. */
export function openTicket(turn: Turn, item: Case, reason: string): Turn {
  const { texts } = turn.script;
  const why = reason === texts.askedFor ? texts.allRight : reason;
  return orderTicket(say(turn, texts.handingOver, { reason: why }), item, reason);
}

function orderTicket(turn: Turn, item: Case, reason: string): Turn {
  const waiting = moveTo(turn, item, { kind: 'with-human', agent: null, since: turn.at, nudges: 0 });
  return awaitAgent(orderOnly(waiting, item, reason), item);
}

/** Nothing but the ticket: the case stays with whoever has it. */
function orderOnly(turn: Turn, item: Case, reason: string): Turn {
  const known = item.ticket?.kind === 'open' && !item.ticket.joined ? item.ticket : OPENING;
  const underWay = item.ticket?.kind === 'opening';
  const draft = draftOf(turn.script, item, reason);
  const ticketed = changeCase(turn, item.id, { ticket: known });
  return order(ticketed, { kind: 'openTicket', draft, underWay });
}

/**
 * A case that was added to somebody else's and is not cured with it, as `why` tells the person. An agent who has
 * it keeps it, and is the only one who speaks.
 */
export function toOwnTicket(turn: Turn, item: Case, why: string): Turn {
  const variant = findVariant(turn.script, item.problem.variant);
  const reason = variant?.escalate.because ?? turn.script.texts.askedFor;
  if (agentOf(item) !== null) return orderOnly(turn, item, reason);
  return orderTicket(say(turn, why, { reference: referenceOf(item) ?? '' }), item, reason);
}

const OPENING = { kind: 'opening' } as const;

function draftOf(script: Script, item: Case, reason: string): TicketDraft {
  const { problem } = item;
  const variant = findVariant(script, problem.variant);
  return {
    caseId: item.id,
    title: phrase(script, variant?.title ?? untitled(script, item), problem).text,
    variant: problem.variant,
    confidence: problem.confidence,
    alternatives: problem.alternatives,
    side: problem.side,
    priority: variant?.escalate.priority ?? 'normal',
    reason,
    since: item.since,
    facts: factsOf(problem),
    recipients: problem.recipients,
    answers: item.answers,
    evidence: problem.evidence,
    decidingLine: problem.decidingLine,
    advice: variant === null ? [] : adviceOf(script, item, variant),
    troubles: troublesOf(variant, problem),
    tried: item.tried,
  };
}

/** With the provider's page, which an administrator can use. */
function factsOf({ facts, helpUrl }: Problem): TicketDraft['facts'] {
  const known = Object.entries(facts).map(([name, value]) => ({ name, value }));
  return helpUrl === null ? known : [...known, { name: 'helpUrl', value: helpUrl }];
}

function adviceOf(script: Script, item: Case, variant: Variant): TicketDraft['advice'] {
  return variant.steps
    .filter((step) => step.audience === 'administrator')
    .map((step) => ({
      title: phrase(script, step.title, item.problem).text,
      text: phrase(script, `${step.do}\n${step.how}`, item.problem).text,
    }));
}

/** The ticket is open: say so, and what helps meanwhile where no step was worth going through before. */
export function ticketOpened(turn: Turn, item: Case, reference: string, url: string | null): Turn {
  const { texts } = turn.script;
  const told = sayReference(say(turn, texts.handedOver, { reference }), reference, url);
  const variant = findVariant(turn.script, item.problem.variant);
  if (variant === null || variant.escalate.when !== 'at-once') return told;
  return sayMeanwhile(told, item, variant);
}

/** Somebody else has reported the same trouble: the case goes to their ticket, and nobody need take it. */
export function ticketJoined(turn: Turn, item: Case, reference: string, url: string | null): Turn {
  const told = say(turn, turn.script.texts.desk.joined, { reference });
  return sayReference(order(told, { kind: 'cancelTimer', timer: untakenTimerOf(item) }), reference, url);
}

function sayReference(turn: Turn, reference: string, url: string | null): Turn {
  return url === null ? turn : show(turn, { kind: 'link', label: reference, url });
}

function sayMeanwhile(turn: Turn, item: Case, variant: Variant): Turn {
  const tried = new Set(item.tried.map((entry) => entry.step));
  const steps = employeeSteps(variant, skippedSteps(variant, item.problem)).filter(
    (step) => !tried.has(step.id),
  );
  if (steps.length === 0) return turn;
  const said = say(offerNote(turn, variant), turn.script.texts.meanwhile);
  return steps.reduce((next, step, index) => {
    const { text, words } = phrase(turn.script, step.do, item.problem);
    const title = phrase(turn.script, step.title, item.problem).text;
    return {
      ...show(next, { kind: 'step', number: index + 1, of: steps.length, title, text }),
      words: [...next.words, ...words],
    };
  }, said);
}

function offerNote(turn: Turn, variant: Variant): Turn {
  if (variant.note === undefined) return turn;
  return offer(turn, { id: 'note', label: turn.script.texts.labels.note, weight: 'aside' });
}

export function sayWithHuman(turn: Turn, item: Case): Turn {
  const reference = referenceOf(item);
  return reference === null
    ? say(turn, turn.script.texts.ticketPending)
    : say(turn, turn.script.texts.withHuman, { reference });
}
