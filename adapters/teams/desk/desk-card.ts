import type { DeskButton, DeskCard, DeskSection, DeskStatus } from '../../../src/desk';
import { cardOf, emphasis, linkElement, type Card, type Container, type Element } from '../card';
import { line, lines, marked, runs, type RichTextBlock } from '../rich-text';
import { REPLY_FIELD, type PressData } from './press';

/** A case as an Adaptive Card: its status on top, what can be done at the foot, in the card's own action bar. */
export interface CaseCard extends Card {
  readonly actions: readonly (Execute | ShowForm)[];
}

interface Execute {
  readonly type: 'Action.Execute';
  readonly title: string;
  readonly verb: 'desk';
  readonly data: PressData;
  /** What is in the form belongs to its own button. */
  readonly associatedInputs: 'auto' | 'none';
  readonly style?: 'positive';
  /** For a client that does not know universal actions. */
  readonly fallback: Omit<Execute, 'type' | 'verb' | 'fallback'> & { readonly type: 'Action.Submit' };
}

interface ShowForm {
  readonly type: 'Action.ShowCard';
  readonly title: string;
  readonly style?: 'positive';
  readonly card: Form;
}

interface Form {
  readonly type: 'AdaptiveCard';
  readonly body: readonly [InputText];
  readonly actions: readonly [Execute];
}

interface InputText {
  readonly type: 'Input.Text';
  readonly id: typeof REPLY_FIELD;
  readonly label: string;
  readonly isMultiline: true;
  readonly isRequired: true;
  readonly errorMessage: string;
  readonly maxLength: number;
}

const LONGEST_REPLY = 8000;

const STYLES: Readonly<Record<DeskStatus['mood'], Container['style']>> = {
  waiting: 'accent',
  urgent: 'attention',
  active: 'good',
  done: 'emphasis',
};

export function caseCard(card: DeskCard, notice: string | null): CaseCard {
  const body: readonly Element[] = [
    ...(notice === null ? [] : lines(notice, { isSubtle: true })),
    header(card),
    ...card.rows.map((row) => near(line(runs(`${row.label}: `, { weight: 'Bolder' }), runs(row.value)))),
    ...decidingLine(card),
    ...card.sections.flatMap(section),
    ...card.links.map((link) => linkElement(link.label, link.url)),
  ];
  return {
    ...cardOf(body, words(card)),
    actions: card.buttons.map((button) =>
      button.action === 'reply' ? form(button, card.reference) : execute(button, card.reference, 'none'),
    ),
  };
}

/** In one line for notifications, and where no card is drawn. */
export function words(card: DeskCard): string {
  return `${card.reference}: ${card.title}. ${card.status.text}`;
}

function header(card: DeskCard): Container {
  const title = lines(`${card.title} (${card.reference})`, { weight: 'Bolder', size: 'Medium' });
  return {
    type: 'Container',
    style: STYLES[card.status.mood],
    items: [...title, ...lines(card.status.text)],
  };
}

function decidingLine({ decidingLine: deciding }: DeskCard): readonly Element[] {
  if (deciding === null) return [];
  return [emphasis([marked(deciding.text, deciding.marks, { fontType: 'Monospace', size: 'Small' })])];
}

function section({ title, lines: texts }: DeskSection): readonly Element[] {
  return [
    ...lines(title, { weight: 'Bolder' }),
    ...texts.flatMap((text) => lines(text, { size: 'Small' })).map(near),
  ];
}

/** A card is read at a glance, so what belongs together stands together. */
function near(block: RichTextBlock): RichTextBlock {
  return { ...block, spacing: 'Small' };
}

function execute(
  { label, main, action }: DeskButton,
  reference: string,
  associatedInputs: 'auto' | 'none',
): Execute {
  const button = {
    title: label,
    data: { desk: action, reference },
    associatedInputs,
    ...(main ? { style: 'positive' as const } : {}),
  };
  return { type: 'Action.Execute', verb: 'desk', ...button, fallback: { type: 'Action.Submit', ...button } };
}

function form(button: DeskButton, reference: string): ShowForm {
  const send: DeskButton = { ...button, label: 'Send', main: true };
  const field: InputText = {
    type: 'Input.Text',
    id: REPLY_FIELD,
    label: 'Your words to the employee, shown with your name',
    isMultiline: true,
    isRequired: true,
    errorMessage: 'Write something first.',
    maxLength: LONGEST_REPLY,
  };
  return {
    type: 'Action.ShowCard',
    title: button.label,
    ...(button.main ? { style: 'positive' } : {}),
    card: { type: 'AdaptiveCard', body: [field], actions: [execute(send, reference, 'auto')] },
  };
}
