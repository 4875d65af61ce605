import type { types } from '@slack/bolt';
import { z } from 'zod';
import type { Choice, Question } from '../../../src/dialogue/reply';
import { MAX_ACTIONS, MAX_BUTTON_LABEL, MAX_TEXT } from '../limits';
import { paragraph, plainText, type Piece } from './rich';

/** Every button of a question has an action_id that starts like this. */
const CHOICE_ACTION = 'choose.';
/** The action ids of our buttons, as Bolt listens for them. */
export const CHOICE_ACTIONS = /^choose\./;

/** What a button carries: pressing it needs nothing else, however old the message is. */
const pressSchema = z.tuple([z.string(), z.number().int(), z.string()]);

export interface Press {
  readonly conversation: string;
  readonly question: number;
  readonly choice: string;
}

/** Null when it is not a value of ours, which a press on a message of an older release may be. */
export function readPress(value: string): Press | null {
  try {
    const [conversation, question, choice] = pressSchema.parse(JSON.parse(value));
    return { conversation, question, choice };
  } catch {
    return null;
  }
}

/** Buttons: the answers first, help and exits in a row of their own; labels too long for a button are written out. */
export function renderQuestion(question: Question, conversation: string): Piece[] {
  const answers = question.choices.filter((choice) => choice.weight !== 'aside');
  const asides = question.choices.filter((choice) => choice.weight === 'aside');
  const button = (choice: Choice) => renderButton(choice, question, conversation);
  return [...longLabels(question), ...rowsOf(answers.map(button)), ...rowsOf(asides.map(button))];
}

/** The question once it is answered: no button is left, and what was chosen stands in their place. */
export function renderSettled(question: Question, chosen: string | null): Piece[] {
  const choice = question.choices.find((candidate) => candidate.id === chosen);
  const text = chosen === null ? 'No longer open.' : `✓ ${choice?.label ?? chosen}`;
  return [
    {
      block: { type: 'context', elements: [plainText(text, MAX_TEXT)] },
      size: Math.min(text.length, MAX_TEXT),
    },
  ];
}

function renderButton(choice: Choice, question: Question, conversation: string): types.Button {
  const position = question.choices.indexOf(choice);
  return {
    type: 'button',
    action_id: `${CHOICE_ACTION}${position}`,
    text: plainText(choice.label.trim() === '' ? choice.id : choice.label, MAX_BUTTON_LABEL),
    value: JSON.stringify([conversation, question.id, choice.id]),
    ...(choice.weight === 'main' ? { style: 'primary' as const } : {}),
  };
}

function longLabels(question: Question): Piece[] {
  const long = question.choices.filter((choice) => choice.label.length > MAX_BUTTON_LABEL);
  return long.flatMap((choice) => paragraph([{ text: `• ${choice.label}`, style: 'plain' }]));
}

function rowsOf(buttons: readonly types.Button[]): Piece[] {
  const rows: Piece[] = [];
  for (let at = 0; at < buttons.length; at += MAX_ACTIONS) {
    const elements = buttons.slice(at, at + MAX_ACTIONS);
    const size = elements.reduce((total, button) => total + button.text.text.length, 0);
    rows.push({ block: { type: 'actions', elements }, size });
  }
  return rows;
}
