import type { types } from '@slack/bolt';
import type { CaseSummary } from '../../src/channel';
import { MAX_TEXT, MAX_VIEW_BLOCKS } from './limits';
import { paragraph, plainText } from './render/rich';

export const START_ACTION = 'home.start';
/** A link button is reported too when it is pressed; nothing has to be done then. */
export const OPEN_MESSAGES_ACTION = 'home.messages';

const STATE: Readonly<Record<CaseSummary['state'], string>> = {
  open: 'Being worked on',
  waiting: 'Waiting; I will ask again',
  'with-human': 'With the help desk',
  unreachable: 'My messages did not get through to you',
  solved: 'Solved',
  dropped: 'Dropped',
};

const BLOCKS_A_CASE = 2;
const FIXED_BLOCKS = 5;

/** The Home tab: what the bot is for, a start button, and the person's open cases with their state. */
export function homeView(cases: readonly CaseSummary[], messagesUrl: string): types.HomeView {
  const open = cases.filter((summary) => summary.state !== 'solved' && summary.state !== 'dropped');
  const shown = open.slice(0, Math.floor((MAX_VIEW_BLOCKS - FIXED_BLOCKS) / BLOCKS_A_CASE));
  return {
    type: 'home',
    blocks: [
      { type: 'header', text: plainText('Mail that came back', MAX_TEXT) },
      ...said(
        'Paste the error a mail server sent you. I say what it means, whose problem it is, and lead you to a fix or to a person.',
      ),
      { type: 'actions', elements: [startButton(), messagesButton(messagesUrl)] },
      { type: 'header', text: plainText('Your open cases', MAX_TEXT) },
      ...(shown.length === 0 ? said('None at the moment.') : shown.flatMap(renderCase)),
    ],
  };
}

function renderCase(summary: CaseSummary): types.KnownBlock[] {
  const ticket = summary.ticket === null ? '' : ` · ticket ${summary.ticket}`;
  const state = `${STATE[summary.state]} · since ${summary.since.slice(0, 10)}${ticket}`;
  return [
    { type: 'section', text: plainText(summary.title.trim() || 'A returned mail', MAX_TEXT) },
    { type: 'context', elements: [plainText(state, MAX_TEXT)] },
  ];
}

function said(text: string): types.KnownBlock[] {
  return paragraph([{ text, style: 'plain' }]).map((piece) => piece.block);
}

function startButton(): types.Button {
  return {
    type: 'button',
    action_id: START_ACTION,
    style: 'primary',
    text: plainText('Explain a bounce', MAX_TEXT),
  };
}

function messagesButton(url: string): types.Button {
  return {
    type: 'button',
    action_id: OPEN_MESSAGES_ACTION,
    url,
    text: plainText('Open our messages', MAX_TEXT),
  };
}
