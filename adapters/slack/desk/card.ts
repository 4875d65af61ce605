import type { types } from '@slack/bolt';
import { z } from 'zod';
import type { DeskAction, DeskButton, DeskCard, DeskRow, DeskSection, DeskStatus } from '../../../src/desk';
import { MAX_BUTTON_LABEL, MAX_FIELDS, MAX_HEADER } from '../limits';
import { renderBlock } from '../render/block';
import { fits, messageOf, type SlackMessage } from '../render/message';
import { paragraph, plainText, shorten, type Piece } from '../render/rich';

/** Every button of a card has an action_id that starts like this. */
const DESK_ACTION = 'desk.';
/** The action ids of a card's buttons, as Bolt listens for them. */
export const DESK_ACTIONS = /^desk\./;

const ACTIONS = ['take', 'reply', 'give-back', 'solve', 'not-mail'] as const satisfies readonly DeskAction[];
const buttonSchema = z.tuple([z.enum(ACTIONS), z.string()]);

export interface DeskPress {
  readonly action: DeskAction;
  readonly reference: string;
}

/** Null when it is not a value of ours, which a press on a card of another release may be. */
export function readDeskPress(value: string): DeskPress | null {
  try {
    const [action, reference] = buttonSchema.parse(JSON.parse(value));
    return { action, reference };
  } catch {
    return null;
  }
}

/** A row is a fact and a line of an error is one line; a card with more in them could not be looked over. */
const MAX_ROW = 300;
const MAX_ROWS = 20;
const MAX_DECIDING_LINE = 1_000;

const MOODS: Readonly<Record<DeskStatus['mood'], string>> = {
  waiting: '🟡',
  urgent: '🔴',
  active: '🔵',
  done: '✅',
};

const LEFT_OUT = paragraph([{ text: 'The rest is in the thread.', style: 'plain' }]);

/**
 * A case as one message, within Slack's limits whatever it holds. The buttons stand above the sections, which
 * may be long, and of which those that do not fit are left out.
 */
export function renderCard(card: DeskCard): SlackMessage {
  const title = `${card.reference} · ${card.title}`;
  const pieces = [
    ...headed(title),
    ...statusLine(card.status),
    ...rows(card.rows),
    ...decidingLine(card),
    ...card.links.flatMap(linked),
    ...buttons(card),
  ];
  for (const more of card.sections.map(section)) {
    const fitting = fits([...pieces, ...more, ...LEFT_OUT]);
    pieces.push(...(fitting ? more : LEFT_OUT));
    if (!fitting) break;
  }
  return messageOf(pieces, `${title}\n${card.status.text}`);
}

function headed(title: string): readonly Piece[] {
  return renderBlock({ kind: 'heading', text: shorten(title, MAX_HEADER) });
}

/** The mood is told by the text too: the sign is for those who look over many cards. */
function statusLine({ mood, text }: DeskStatus): readonly Piece[] {
  return paragraph([
    { text: `${MOODS[mood]} `, style: 'plain' },
    { text: shorten(text, MAX_ROW), style: 'bold' },
  ]);
}

function rows(all: readonly DeskRow[]): readonly Piece[] {
  const shown = all.slice(0, MAX_ROWS);
  const pieces: Piece[] = [];
  for (let at = 0; at < shown.length; at += MAX_FIELDS) {
    const fields = shown
      .slice(at, at + MAX_FIELDS)
      .map(({ label, value }) => plainText(`${label}: ${value}`, MAX_ROW));
    const size = fields.reduce((total, { text }) => total + text.length, 0);
    pieces.push({ block: { type: 'section', fields }, size });
  }
  return pieces;
}

function decidingLine({ decidingLine: line }: DeskCard): readonly Piece[] {
  if (line === null) return [];
  const text = shorten(line.text, MAX_DECIDING_LINE);
  const marks = line.marks.filter((mark) => mark.end < text.length || text === line.text);
  return renderBlock({ kind: 'evidence', line: text, marks });
}

function section({ title, lines }: DeskSection): readonly Piece[] {
  return paragraph([
    { text: `${title}\n`, style: 'bold' },
    { text: lines.map((line) => `• ${line}`).join('\n'), style: 'plain' },
  ]);
}

function linked({ label, url }: DeskCard['links'][number]): readonly Piece[] {
  return renderBlock({ kind: 'link', label: shorten(label, MAX_BUTTON_LABEL), url });
}

function buttons({ buttons: all, reference }: DeskCard): readonly Piece[] {
  if (all.length === 0) return [];
  const elements = all.map((button) => renderButton(button, reference));
  const size = elements.reduce((total, { text }) => total + text.text.length, 0);
  return [{ block: { type: 'actions', elements }, size }];
}

function renderButton({ action, label, main }: DeskButton, reference: string): types.Button {
  return {
    type: 'button',
    action_id: `${DESK_ACTION}${action}`,
    text: plainText(label, MAX_BUTTON_LABEL),
    value: JSON.stringify([action, reference]),
    ...(main ? { style: 'primary' as const } : {}),
  };
}
