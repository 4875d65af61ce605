import { z } from 'zod';
import type { CaseReport } from '../../case-report';

/** Atlassian Document Format, as far as a case needs it: text in it is never read as markup or a mention. */
export interface Document {
  readonly type: 'doc';
  readonly version: 1;
  readonly content: readonly Block[];
}
type Block =
  | { readonly type: 'paragraph'; readonly content: readonly Inline[] }
  | {
      readonly type: 'heading';
      readonly attrs: { readonly level: number };
      readonly content: readonly Inline[];
    };
type Inline = { readonly type: 'text'; readonly text: string } | { readonly type: 'hardBreak' };

/** Jira takes 32,767 characters in a text; the files hold the whole. */
const LONGEST_TEXT = 30_000;

export function documentOf(text: string): Document {
  return { type: 'doc', version: 1, content: [paragraph(text.slice(0, LONGEST_TEXT))] };
}

/** The report, and the key by which it is known again. */
export function reportDocument({ sections }: CaseReport, key: string): Document {
  const content: Block[] = [paragraph(`Key: ${key}`)];
  let left = LONGEST_TEXT;
  for (const { title, lines } of sections) {
    const text = lines.join('\n').slice(0, left);
    if (text === '') break;
    left -= text.length;
    content.push(
      { type: 'heading', attrs: { level: 3 }, content: [{ type: 'text', text: title }] },
      paragraph(text),
    );
  }
  return { type: 'doc', version: 1, content };
}

function paragraph(text: string): Block {
  const content = text.split('\n').flatMap((line, index): Inline[] => {
    // A text node must not be empty.
    const words: Inline[] = line === '' ? [] : [{ type: 'text', text: line }];
    return index === 0 ? words : [{ type: 'hardBreak' }, ...words];
  });
  return { type: 'paragraph', content };
}

interface Node {
  readonly type: string;
  readonly text?: string | undefined;
  readonly attrs?: { readonly text?: string | undefined } | undefined;
  readonly content?: readonly Node[] | undefined;
}

export const Node: z.ZodType<Node> = z.object({
  type: z.string(),
  text: z.string().optional(),
  attrs: z.object({ text: z.string().optional() }).optional(),
  get content() {
    return z.array(Node).optional();
  },
});

const BLOCKS: ReadonlySet<string> = new Set(['paragraph', 'heading', 'listItem', 'codeBlock', 'blockquote']);

/** What a person reads in a document, formatting left out. */
export function textOf(node: Node): string {
  if (node.type === 'hardBreak') return '\n';
  const inner = (node.content ?? []).map(textOf).join('');
  const text = `${node.text ?? node.attrs?.text ?? ''}${inner}`;
  return BLOCKS.has(node.type) ? `${text.replace(/\n$/, '')}\n` : text;
}
