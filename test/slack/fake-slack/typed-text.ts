/**
 * What Slack's composer and servers make of what a person types: entities, automatic links, a rich_text block
 * beside the text. A mention is typed as `@U123`.
 */
export interface Typed {
  readonly text: string;
  readonly blocks: readonly unknown[];
}

const PIECE = /@(U[A-Z0-9]+)|(https?:\/\/[^\s<>|]+)|([\w.+-]+@[\w-]+(?:\.[\w-]+)+)/g;

export function typed(input: string): Typed {
  const elements: unknown[] = [];
  let text = '';
  let at = 0;
  const plain = (part: string) => {
    if (part === '') return;
    text += escape(part);
    elements.push({ type: 'text', text: part });
  };
  for (const match of input.matchAll(PIECE)) {
    plain(input.slice(at, match.index));
    at = match.index + match[0].length;
    const [whole, user, url, mail] = match;
    if (user !== undefined) {
      text += `<@${user}>`;
      elements.push({ type: 'user', user_id: user });
    } else if (url !== undefined) {
      text += `<${escape(url)}>`;
      elements.push({ type: 'link', url });
    } else if (mail !== undefined) {
      text += `<mailto:${mail}|${mail}>`;
      elements.push({ type: 'link', url: `mailto:${mail}`, text: mail });
    } else plain(whole);
  }
  plain(input.slice(at));
  const section = { type: 'rich_text_section', elements };
  return {
    text,
    blocks: elements.length === 0 ? [] : [{ type: 'rich_text', block_id: 'b1', elements: [section] }],
  };
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
