import type { Analysis, Intent, Meaning } from '../classifier/diagnosis';
import {
  leadingAnswer,
  meantChoice,
  namedChoice,
  nearestChoice,
  countedChoice,
  spokenChoice,
} from './answers';
import { askForHuman, takeChoice } from './choices';
import { isCollected } from './collected';
import {
  addressIn,
  correct,
  explain,
  explainFailure,
  explainHow,
  explainWord,
  goBack,
  restart,
  showStatus,
  tellSide,
} from './commands';
import { hearDuration } from './duration';
import type { DialogueEvent } from './event';
import { answerAsk, sayWithHuman } from './hand-over';
import { closeCase, putOff, remindSomeTime } from './progress';
import { asksAnew, findAsk, prompt } from './prompt';
import { activeCase, agentOf, heldCase, isOpen, isWithAgents, type Case } from './state';
import { answersLastWord, askLater, hearCommandToBot, passOn, relay } from './with-human';
import { hearFailure, bringsFailure } from './hear-failure';
import { offer, say, withState, type Turn } from './turn';

type Said = Extract<DialogueEvent, { kind: 'said' }>;
type Analysed = Extract<Analysis, { kind: 'analysed' }>;

/** Longer texts are never a choice or a command. */
const REPLY_LENGTH = 200;
/** Where any text could be an answer, these are none. */
const SKIP = /^\s*(?:skip|pass|next)(?: it| this| one| please)?[\s.!]*$/i;
/** Below it the words of the buttons tell more than the learned sense. */
const VAGUE = 0.6;
/** Below it the learned sense is no better than a guess, and a guess must not answer a question. */
const GUESS = 0.45;
const VAGUE_INTENTS: readonly Intent[] = ['other', 'correction', 'new-failure'];

/** Takes what a person said: a choice in words, a pasted failure, an answer, or a command. */
export function hear(turn: Turn, said: Said): Turn {
  const { analysis, text, meaning } = said;
  const held = agentsCase(turn, said);
  if (held !== null)
    return said.toBot
      ? hearCommandToBot(turn, held, said)
      : relay(withState(turn, { activeCase: held.id }), held);
  if (analysis.kind === 'refused') return hearUnreadable(turn, analysis.reason);
  const short = text.length <= REPLY_LENGTH;
  const named = short ? namedChoice(turn.state, text) : null;
  if (named !== null) return takeChoice(understood({ ...turn, chosen: labelOf(turn, named) }), named);
  if (bringsFailure(turn.state, analysis, meaning)) return hearFailure(understood(turn), analysis);
  return hearReply(turn, text, meaning, analysis);
}

/** What the bot can't read, a human may. */
function hearUnreadable(turn: Turn, reason: Extract<Analysis, { kind: 'refused' }>['reason']): Turn {
  const item = activeCase(turn.state);
  if (item !== null && isWithAgents(item)) return passOn(turn, item);
  return prompt(say(turn, turn.script.texts.refused[reason]), 'again');
}

/**
 * The case whose agent this is for. While the bot waits for another error to be pasted, whatever is none goes to
 * the agent, too.
 */
function agentsCase({ state }: Turn, { analysis, meaning }: Said): Case | null {
  const item = activeCase(state);
  if (item !== null) return agentOf(item) === null ? null : item;
  const failure = analysis.kind === 'analysed' && bringsFailure(state, analysis, meaning);
  return failure ? null : heldCase(state);
}

/** What is no choice by its name and no failure. */
function hearReply(turn: Turn, text: string, meaning: Meaning, analysis: Analysed): Turn {
  const item = activeCase(turn.state);
  if (item !== null && asksAnew(item) && isAnswer(turn, item, text, meaning)) return prompt(understood(turn));
  if (item?.phase.kind === 'collect') {
    if (SKIP.test(text)) return takeChoice(understood(turn), 'dont-know');
    if (isAnswer(turn, item, text, meaning)) return hearAnswer(understood(turn), item, item.phase, text);
  }
  return hearMeaning(turn, text, meaning, analysis);
}

function labelOf(turn: Turn, choice: string): string | null {
  return turn.state.question?.choices.find((entry) => entry.id === choice)?.label ?? null;
}

function understood(turn: Turn): Turn {
  return withState(turn, { misunderstood: 0 });
}

/** What leads on from a question, whatever the question is. */
const ANSWERS: readonly Intent[] = [
  'yes',
  'no',
  'unsure',
  'done',
  'cannot',
  'not-solved',
  'how',
  'explain',
  'other',
];

/** It answers the question that was open when it was said. */
function isAnswer({ script }: Turn, item: Case, text: string, meaning: Meaning): boolean {
  const { phase } = item;
  return phase.kind === 'collect'
    ? isCollected(findAsk(script, item, phase.ask), text, meaning)
    : ANSWERS.includes(meaning.intent);
}

function hearAnswer(turn: Turn, item: Case, phase: { ask: string; reason: string }, text: string): Turn {
  return answerAsk(turn, item, findAsk(turn.script, item, phase.ask), text.trim(), phase.reason);
}

function hearMeaning(turn: Turn, text: string, meaning: Meaning, analysis: Analysed): Turn {
  const choice = choiceOf(turn, text, meaning);
  if (choice !== null)
    return takeChoice(understood({ ...turn, chosen: labelOf(turn, choice) ?? text }), choice);
  const item = activeCase(turn.state);
  if (item !== null && answersLastWord(item, meaning)) return passOn(turn, item);
  const word = askedWord(turn, text);
  if (word !== null) return explainWord(understood(turn), word);
  const guessed = meaning.confidence < GUESS && leadingAnswer(text) === null;
  const command = guessed ? null : hearCommand(turn, item, meaning.intent, text);
  if (command !== null) return understood(command);
  return item !== null && isOpen(item) && !isWithAgents(item)
    ? notUnderstood(turn)
    : outOfScope(turn, item, meaning, analysis);
}

/** The choice that words stand for: by their sense, or by the label they come nearest to where that is vague. */
function choiceOf(turn: Turn, text: string, meaning: Meaning): string | null {
  const spoken = spokenChoice(turn.state, text) ?? countedChoice(turn.state, text);
  if (spoken !== null) return spoken;
  const vague = meaning.confidence < VAGUE || VAGUE_INTENTS.includes(meaning.intent);
  if (vague && addressIn(text) === null) {
    const nearest = nearestChoice(turn.state, text);
    if (nearest !== null) return nearest;
    const leading = leadingAnswer(text);
    if (leading !== null) return meantChoice(turn.script, turn.state, leading);
  }
  return meaning.confidence < GUESS ? null : meantChoice(turn.script, turn.state, meaning.intent);
}

/** What can be said at any point; null where the intent asks for nothing here. */
function hearCommand(turn: Turn, item: Case | null, intent: Intent, text: string): Turn | null {
  const { texts } = turn.script;
  switch (intent) {
    case 'human':
      return askForHuman(turn);
    case 'help':
      return item === null && tellsOfReturn(text)
        ? say(turn, texts.anotherError)
        : prompt(say(turn, texts.help), 'again');
    case 'status':
      return showStatus(turn);
    case 'thanks':
      return prompt(say(turn, texts.thanks), 'again');
    case 'greeting':
      return greet(turn, item);
    case 'new-failure':
      return say(turn, texts.anotherError);
    case 'explain':
      if (item === null) return null;
      return explainAsked(turn, item, text);
    case 'how':
      return item === null ? null : explainHow(turn, item);
    case 'back':
    case 'restart':
    case 'cancel':
    case 'later':
    case 'correction':
    case 'solved':
      return item === null ? say(turn, texts.noCase) : hearCaseCommand(turn, item, intent, text);
    case 'yes':
    case 'no':
    case 'unsure':
    case 'done':
    case 'cannot':
    case 'not-solved':
    case 'other':
      return item === null ? null : hearRemark(turn, item, intent, text);
  }
}

/** "My mail bounced, what do I do?" */
function tellsOfReturn(text: string): boolean {
  return /\b(?:bounced?|returned|c[ao]me back|zurückgekommen|kam zurück|kommt zurück)\b/i.test(text);
}

/** "Why?" asks for the reason of the step, other words for the error or for whose it is. */
function explainAsked(turn: Turn, item: Case, text: string): Turn {
  if (/\b(?:fault|blame|sides?|whose)\b/i.test(text)) return tellSide(turn, item);
  const aboutFailure = /\b(?:mean(?:s|ing)?|happened|reason|bounced?|refused|blocked|rejected)\b/i.test(text);
  return aboutFailure ? explainFailure(turn, item) : explain(turn, item);
}

/** With the question that is open, so that somebody who comes back days later can go on. */
export function greet(turn: Turn, item: Case | null): Turn {
  const { texts } = turn.script;
  if (item === null || item.phase.kind === 'closed') return say(turn, texts.welcome);
  return item.phase.kind === 'with-human' ? sayWithHuman(turn, item) : prompt(say(turn, texts.helloAgain));
}

/** A time where one was asked for, and a nod where nothing was asked or a paste is promised. */
function hearRemark(turn: Turn, item: Case, intent: Intent, text: string): Turn | null {
  if (item.phase.kind === 'ask-when') return hearTime(turn, item, text);
  if (item.phase.kind === 'ask-paste' && intent === 'yes') return say(turn, turn.script.texts.anotherError);
  const nods = intent === 'yes' || intent === 'no' || intent === 'done';
  const asksNothing = item.phase.kind === 'waiting' || item.phase.kind === 'closed';
  return nods && asksNothing ? prompt(say(turn, turn.script.texts.allRight), 'again') : null;
}

type CaseCommand = 'back' | 'restart' | 'cancel' | 'later' | 'correction' | 'solved';

function hearCaseCommand(turn: Turn, item: Case, intent: CaseCommand, text: string): Turn {
  if (item.phase.kind === 'with-human') return hearWhileWaiting(turn, item, intent);
  if (item.phase.kind === 'confirm-agent') return hearWhileAsked(turn, item, intent, text);
  if (item.phase.kind === 'closed' && intent !== 'back' && intent !== 'restart') {
    return prompt(say(turn, intent === 'solved' ? turn.script.texts.allRight : turn.script.texts.noCase));
  }
  switch (intent) {
    case 'back':
      return goBack(turn, item);
    case 'restart':
      return restart(turn, item);
    case 'cancel':
      return closeCase(turn, item, 'dropped');
    case 'solved':
      return closeCase(turn, item, 'solved');
    case 'correction':
      return saysWhat(text) ? correct(turn, item, text) : notUnderstood(turn);
    case 'later':
      return hearTime(turn, item, text) ?? remindSomeTime(turn, item);
  }
}

/** Nobody has taken the case yet: it can be called off, and what helps the agents is passed on. */
function hearWhileWaiting(turn: Turn, item: Case, intent: CaseCommand): Turn {
  switch (intent) {
    case 'cancel':
      return closeCase(turn, item, 'dropped');
    case 'solved':
      return closeCase(turn, item, 'solved');
    case 'correction':
      return passOn(turn, item);
    case 'back':
    case 'restart':
    case 'later':
      return sayWithHuman(turn, item);
  }
}

/** An agent waits to hear whether it works, so the case does not come back to the bot. */
function hearWhileAsked(turn: Turn, item: Case, intent: CaseCommand, text: string): Turn {
  switch (intent) {
    case 'cancel':
      return closeCase(turn, item, 'dropped');
    case 'solved':
      return closeCase(turn, item, 'solved');
    case 'correction':
      return passOn(turn, item);
    case 'later':
      return askLater(turn, item, hearDuration(text, turn.at));
    case 'back':
    case 'restart':
      return prompt(say(turn, turn.script.texts.nothingBack), 'again');
  }
}

/** A correction names the right address, or at least says that something is wrong. */
function saysWhat(text: string): boolean {
  return addressIn(text) !== null || /\b(?:address|correct|mean|meant|mistake|name|typo|wrong)\b/i.test(text);
}

function hearTime(turn: Turn, item: Case, text: string): Turn | null {
  const seconds = hearDuration(text, turn.at);
  return seconds === null ? null : putOff(turn, item, seconds);
}

/** The glossary word in "what is SPF?"; the longest where one word holds another. */
function askedWord(turn: Turn, text: string): string | null {
  const said = ` ${text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ')} `;
  if (!/ (?:what|whats|explain|define|means?|wtf) /.test(said)) return null;
  const asked = turn.script.glossary.words.filter((entry) => said.includes(` ${entry.word.toLowerCase()} `));
  return asked.sort((one, other) => other.word.length - one.word.length)[0]?.id ?? null;
}

function notUnderstood(turn: Turn): Turn {
  const { texts } = turn.script;
  const again = turn.state.misunderstood > 0;
  const counted = withState(turn, { misunderstood: turn.state.misunderstood + 1 });
  return prompt(say(counted, again ? texts.notUnderstoodAgain : texts.notUnderstood), 'restated');
}

/** A short answer to nothing, such as "yes" or "it's done", rather than a question about something else. */
function isSmallTalk({ otherKind, ownWords }: Analysed, { intent, confidence }: Meaning): boolean {
  return otherKind === null && ownWords.length <= 40 && intent !== 'other' && confidence >= VAGUE;
}

/** Nothing in it is a mail failure and no question is open: say so honestly, and offer a human. */
function outOfScope(turn: Turn, item: Case | null, meaning: Meaning, analysis: Analysed): Turn {
  const { notABounce, texts } = turn.script;
  if (item !== null && isWithAgents(item)) return passOn(turn, item);
  if (isSmallTalk(analysis, meaning)) {
    const again = turn.state.misunderstood > 0;
    const counted = withState(turn, { misunderstood: turn.state.misunderstood + 1 });
    return prompt(say(counted, again ? texts.help : texts.noCase), 'again');
  }
  const what = analysis.otherKind === null ? notABounce.what : notABounce.kinds[analysis.otherKind];
  const said = say(say(turn, what), notABounce.now);
  return offer(said, { id: 'human', label: texts.labels.human, weight: 'aside' });
}
