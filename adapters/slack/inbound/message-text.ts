/**
 * Undoes what Slack does to a text on its way to an app (docs.slack.dev/messaging/formatting-message-text):
 * `&`, `<` and `>` arrive as entities; addresses, links, people and channels arrive as `<…>`; the composer
 * turns quotes into typographic ones and wraps pastes into code fences.
 */
export function undoSlackText(text: string, botUserId: string | null): string {
  return undoTyping(undoFences(undoMarkup(text, botUserId)));
}

function undoMarkup(text: string, botUserId: string | null): string {
  let out = '';
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('<', at);
    const close = open < 0 ? -1 : text.indexOf('>', open);
    if (open < 0 || close < 0) break;
    out += undoEntities(text.slice(at, open)) + readToken(text.slice(open + 1, close), botUserId);
    at = close + 1;
  }
  return out + undoEntities(text.slice(at));
}

function readToken(token: string, botUserId: string | null): string {
  const bar = token.indexOf('|');
  const target = bar < 0 ? token : token.slice(0, bar);
  const label = bar < 0 ? null : undoEntities(token.slice(bar + 1));
  switch (target.charAt(0)) {
    case '@':
      return target.slice(1) === botUserId ? '' : `@${label ?? target.slice(1)}`;
    case '#':
      return `#${label ?? target.slice(1)}`;
    case '!':
      return label ?? `@${target.slice(1)}`;
    default:
      return readLink(undoEntities(target), label);
  }
}

/** Slack's own auto-link keeps what was typed as the label; a person's hand-made link hides its target. */
function readLink(target: string, label: string | null): string {
  const typed =
    target.startsWith('mailto:') || target.startsWith('tel:')
      ? target.slice(target.indexOf(':') + 1)
      : target;
  if (label === null || label === '') return typed;
  if (target.startsWith('tel:')) return label;
  return target.includes(label) || label.includes(typed) ? label : `${label} ${typed}`;
}

/** Once only: `&amp;lt;` is a person's `&lt;`. */
function undoEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(lt|gt|amp);/g, (_whole, name: string) =>
    name === 'lt' ? '<' : name === 'gt' ? '>' : '&',
  );
}

function undoFences(text: string): string {
  if (!text.includes('`')) return text;
  const unfenced = text.replaceAll('```', '\n');
  return unfenced
    .split('\n')
    .map((line) => (isCode(line) ? line.trim().slice(1, -1) : line))
    .join('\n');
}

function isCode(line: string): boolean {
  const trimmed = line.trim();
  return (
    trimmed.length > 2 &&
    trimmed.startsWith('`') &&
    trimmed.endsWith('`') &&
    !trimmed.slice(1, -1).includes('`')
  );
}

const TYPOGRAPHIC: Readonly<Record<string, string>> = {
  '\u201c': '"',
  '\u201d': '"',
  '\u201e': '"',
  '\u2018': "'",
  '\u2019': "'",
  '\u00a0': ' ',
  '\u200b': '',
};

/** What the keyboard or the client made of plain quotes and spaces, and the mark of a text copied after an edit. */
export function undoTyping(text: string): string {
  const plain = text.replace(
    /[\u201c\u201d\u201e\u2018\u2019\u00a0\u200b]/g,
    (character) => TYPOGRAPHIC[character] ?? '',
  );
  const trimmed = plain.trim();
  return trimmed.endsWith('(edited)') ? trimmed.slice(0, -'(edited)'.length).trimEnd() : trimmed;
}
