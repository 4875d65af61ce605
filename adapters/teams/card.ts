import type { Block, Choice, Question, Reply } from '../../src/dialogue/reply';
import { ACTIONS_OF_A_SET } from './limits';
import { clean, cut } from './plain';
import { line, lines, marked, runs, type RichTextBlock } from './rich-text';

/**
 * A reply as an Adaptive Card. Schema 1.5 is the newest that Teams renders on every client (Teams: "Types of
 * cards"); only elements of it that need no Markdown are used.
 */
export interface Card {
  readonly type: 'AdaptiveCard';
  readonly $schema: string;
  readonly version: '1.5';
  /** Shown by a client that cannot draw the card. */
  readonly fallbackText: string;
  readonly body: readonly Element[];
  readonly msteams: { readonly width: 'Full' };
}

export type Element = RichTextBlock | Container | ActionSet;

export interface Container {
  readonly type: 'Container';
  readonly style: 'emphasis' | 'good' | 'accent' | 'attention';
  readonly items: readonly RichTextBlock[];
}

interface ActionSet {
  readonly type: 'ActionSet';
  readonly spacing?: 'Small';
  readonly actions: readonly Action[];
}

type Action = OpenUrl | Execute;

interface OpenUrl {
  readonly type: 'Action.OpenUrl';
  readonly title: string;
  readonly url: string;
}

interface Execute {
  readonly type: 'Action.Execute';
  readonly title: string;
  readonly verb: typeof CHOOSE;
  readonly data: CardChoice;
  readonly style?: 'positive';
  /** For a client that does not know universal actions. */
  readonly fallback: { readonly type: 'Action.Submit'; readonly title: string; readonly data: CardChoice };
}

/** What a pressed button sends back. */
export interface CardChoice {
  readonly question: number;
  readonly choice: string;
}

const CHOOSE = 'choose';

const FALLBACK_LENGTH = 1500;

export function questionCard(reply: Reply): Card {
  const questions = reply.question === null ? [] : choiceSets(reply.question);
  return card(reply.blocks, questions);
}

/** The same card after its question was answered: nothing is left that could be pressed. */
export function settledCard(reply: Reply, chosen: string | null): Card {
  return card(reply.blocks, [settledLine(reply.question, chosen)]);
}

/** The reply in plain text, for notifications and clients without cards. */
export function plainText(reply: Reply): string {
  const choices = reply.question?.choices.map((choice) => `- ${choice.label}`) ?? [];
  return clean([...reply.blocks.map(plainBlock), ...choices].join('\n'));
}

function card(blocks: readonly Block[], tail: readonly Element[]): Card {
  return cardOf([...blocks.flatMap(blockElements), ...tail], blocks.map(plainBlock).join('\n'));
}

/** `words`: what a client that draws no cards shows. */
export function cardOf(body: readonly Element[], words: string): Card {
  return {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    fallbackText: cut(clean(words), FALLBACK_LENGTH),
    body,
    msteams: { width: 'Full' },
  };
}

function blockElements(block: Block): readonly Element[] {
  switch (block.kind) {
    case 'heading':
      return lines(block.text, { weight: 'Bolder', size: 'Medium' });
    case 'text':
      return lines(block.text);
    case 'evidence':
      return [emphasis([marked(block.line, block.marks, { fontType: 'Monospace', size: 'Small' })])];
    case 'facts':
      return block.items.map((item) => line(runs(`${item.label}: `, { weight: 'Bolder' }), runs(item.value)));
    case 'step':
      return [
        ...lines(`Step ${block.number} of ${block.of}`, { isSubtle: true, size: 'Small' }),
        ...lines(block.title, { weight: 'Bolder' }),
        ...lines(block.text),
      ];
    case 'link':
      return [linkElement(block.label, block.url)];
    case 'human':
      return [...lines(block.name, { weight: 'Bolder' }), ...lines(block.text)];
    case 'note':
      return [emphasis([...lines(block.title, { weight: 'Bolder' }), ...lines(block.text)])];
  }
}

export function emphasis(items: readonly RichTextBlock[]): Container {
  return { type: 'Container', style: 'emphasis', items };
}

/** Only schemes a person can be sent to; anything else is shown and not linked. */
export function linkElement(label: string, url: string): Element {
  if (!/^(https?|mailto):/i.test(url)) return line(runs(`${label}: ${url}`));
  return { type: 'ActionSet', actions: [{ type: 'Action.OpenUrl', title: label, url }] };
}

/** Answers first; help and exits in sets of their own below. */
function choiceSets(question: Question): readonly ActionSet[] {
  const answers = question.choices.filter((choice) => choice.weight !== 'aside');
  const asides = question.choices.filter((choice) => choice.weight === 'aside');
  return [...inSets(question.id, answers), ...inSets(question.id, asides)].map((set, index) =>
    index > 0 ? { ...set, spacing: 'Small' } : set,
  );
}

function inSets(question: number, choices: readonly Choice[]): readonly ActionSet[] {
  const sets: ActionSet[] = [];
  for (let at = 0; at < choices.length; at += ACTIONS_OF_A_SET) {
    const actions = choices.slice(at, at + ACTIONS_OF_A_SET).map((choice) => execute(question, choice));
    sets.push({ type: 'ActionSet', actions });
  }
  return sets;
}

function execute(question: number, choice: Choice): Execute {
  const data = { question, choice: choice.id };
  return {
    type: 'Action.Execute',
    title: choice.label,
    verb: CHOOSE,
    data,
    ...(choice.weight === 'main' ? { style: 'positive' } : {}),
    fallback: { type: 'Action.Submit', title: choice.label, data },
  };
}

function settledLine(question: Question | null, chosen: string | null): RichTextBlock {
  if (chosen === null) return line(runs('This question is closed.', { isSubtle: true }));
  const label = question?.choices.find((choice) => choice.id === chosen)?.label ?? chosen;
  return line(runs('✓ Answered: ', { isSubtle: true }), runs(label, { weight: 'Bolder' }));
}

function plainBlock(block: Block): string {
  switch (block.kind) {
    case 'heading':
    case 'text':
      return block.text;
    case 'evidence':
      return block.line;
    case 'facts':
      return block.items.map((item) => `${item.label}: ${item.value}`).join('\n');
    case 'step':
      return `Step ${block.number} of ${block.of}: ${block.title}\n${block.text}`;
    case 'link':
      return `${block.label}: ${block.url}`;
    case 'human':
      return `${block.name}: ${block.text}`;
    case 'note':
      return `${block.title}\n${block.text}`;
  }
}
