import { button, make } from './dom.js';

/**
 * @typedef {import('../../../src/dialogue/reply').Block} Block
 * @typedef {import('../../../src/bounce/failure').Span} Span
 */

/**
 * @param {Block} block
 * @returns {Node}
 */
export function renderBlock(block) {
  switch (block.kind) {
    case 'heading':
      return make('h3', 'heading', block.text);
    case 'text':
      return make('p', 'words', block.text);
    case 'evidence':
      return evidence(block.line, block.marks);
    case 'facts':
      return facts(block.items);
    case 'step':
      return step(block);
    case 'link':
      return link(block.label, block.url);
    case 'human':
      return make('section', 'human', make('h3', '', block.name), make('p', 'words', block.text));
    case 'note':
      return note(block.title, block.text);
  }
}

/**
 * The line of the error that decides, with the deciding words marked.
 *
 * @param {string} line
 * @param {readonly Span[]} marks
 */
function evidence(line, marks) {
  const code = make('code', '');
  let at = 0;
  for (const { start, end } of marks.toSorted((one, other) => one.start - other.start)) {
    if (start < at) continue;
    code.append(line.slice(at, start), make('mark', '', line.slice(start, end)));
    at = end;
  }
  code.append(line.slice(at));
  return make('figure', 'evidence', make('figcaption', '', 'The line that shows it'), make('pre', '', code));
}

/** @param {readonly { readonly label: string, readonly value: string }[]} items */
function facts(items) {
  const rows = items.map(({ label, value }) => make('div', '', make('dt', '', label), make('dd', '', value)));
  return make('dl', 'facts', ...rows);
}

/** @param {Extract<Block, { kind: 'step' }>} block */
function step(block) {
  const progress = make('progress', '');
  progress.max = block.of;
  progress.value = block.number;
  progress.setAttribute('aria-label', 'Progress through the steps');
  const count = make('p', 'step-count', `Step ${block.number} of ${block.of}`);
  return make(
    'section',
    'step',
    count,
    progress,
    make('h3', '', block.title),
    make('p', 'words', block.text),
  );
}

/**
 * @param {string} label
 * @param {string} address
 */
function link(label, address) {
  const scheme = URL.canParse(address) ? new URL(address).protocol : '';
  if (!['https:', 'http:', 'mailto:'].includes(scheme)) return make('p', 'words', `${label}: ${address}`);
  const anchor = make('a', '', label);
  anchor.href = address;
  anchor.target = '_blank';
  anchor.rel = 'noopener noreferrer';
  return make('p', 'link', anchor);
}

/**
 * A text to send on.
 *
 * @param {string} title
 * @param {string} text
 */
function note(title, text) {
  const body = make('p', 'note-text', text);
  const said = make('span', 'copied');
  said.setAttribute('role', 'status');
  const copy = button('copy', 'Copy', () => {
    void copyText(text, body).then((outcome) => (said.textContent = outcome));
  });
  copy.setAttribute('aria-label', `Copy: ${title}`);
  const save = button('copy', 'Download', () => saveText(text, 'note.txt'));
  save.setAttribute('aria-label', `Download: ${title}`);
  const caption = make('figcaption', '', make('span', 'note-title', title), said, copy, save);
  return make('figure', 'note', caption, body);
}

/**
 * The clipboard is closed to pages without TLS; the text is then selected, one keystroke from copied.
 *
 * @param {string} text
 * @param {Node} shownIn
 */
async function copyText(text, shownIn) {
  try {
    await navigator.clipboard.writeText(text);
    return 'Copied';
  } catch {
    getSelection()?.selectAllChildren(shownIn);
    return 'Selected, now press Ctrl+C';
  }
}

/**
 * Hands the browser a file of plain text. Lines end as every mail program and editor takes them.
 *
 * @param {string} text
 * @param {string} name
 */
function saveText(text, name) {
  const file = new Blob([text.replace(/\r?\n/g, '\r\n')], { type: 'text/plain;charset=utf-8' });
  const anchor = make('a', '');
  anchor.href = URL.createObjectURL(file);
  anchor.download = name;
  anchor.click();
  // The browser has taken the file by the end of this turn of its loop.
  setTimeout(() => URL.revokeObjectURL(anchor.href));
}
