import { z } from 'zod';
import { undoTyping } from './message-text';

/**
 * A person's message also comes as a rich_text block, where the typed characters stand as they are: no
 * entities, no markup that a `*` or `_` of an error text could be mistaken for. It is read first; the
 * `text` field is for messages that have none (docs.slack.dev/reference/block-kit/blocks/rich-text-block).
 */
export function readRichText(blocks: readonly unknown[], botUserId: string | null): string | null {
  const lines: string[] = [];
  for (const block of blocks) {
    const parsed = richTextSchema.safeParse(block);
    if (!parsed.success) continue;
    for (const element of parsed.data.elements) lines.push(readElement(element, botUserId));
  }
  return lines.length === 0 ? null : undoTyping(lines.join('\n'));
}

const inlineSchema = z.object({
  type: z.string(),
  text: z.string().optional(),
  url: z.string().optional(),
  user_id: z.string().optional(),
  channel_id: z.string().optional(),
  range: z.string().optional(),
  name: z.string().optional(),
  unicode: z.string().optional(),
});
type Inline = z.infer<typeof inlineSchema>;

interface Element {
  type: string;
  elements: (Element | Inline)[];
}
const elementSchema: z.ZodType<Element> = z.object({
  type: z.string(),
  elements: z.array(z.lazy(() => z.union([elementSchema, inlineSchema]))),
});
const richTextSchema = z.object({ type: z.literal('rich_text'), elements: z.array(elementSchema) });

function readElement(element: Element, botUserId: string | null): string {
  const separator = element.type === 'rich_text_list' ? '\n' : '';
  return element.elements
    .map((child) => ('elements' in child ? readElement(child, botUserId) : readInline(child, botUserId)))
    .join(separator);
}

function readInline(inline: Inline, botUserId: string | null): string {
  switch (inline.type) {
    case 'text':
      return inline.text ?? '';
    case 'link':
      return readLink(inline.url ?? '', inline.text);
    case 'user':
      return inline.user_id === botUserId ? '' : `@${inline.user_id ?? ''}`;
    case 'channel':
      return `#${inline.channel_id ?? ''}`;
    case 'broadcast':
      return `@${inline.range ?? ''}`;
    case 'emoji':
      return readEmoji(inline);
    default:
      return inline.text ?? '';
  }
}

function readLink(url: string, text: string | undefined): string {
  const typed = url.startsWith('mailto:') ? url.slice('mailto:'.length) : url;
  if (text === undefined || text === '') return typed;
  return url.includes(text) ? text : `${text} ${typed}`;
}

/** `5:1` or `:)` in a pasted log line become pictures; the code point is the nearest to what was typed. */
function readEmoji(emoji: Inline): string {
  const points = (emoji.unicode ?? '').split('-').map((point) => Number.parseInt(point, 16));
  const legal = points.every((point) => point > 0 && point <= 0x10ffff);
  return legal ? String.fromCodePoint(...points) : `:${emoji.name ?? ''}:`;
}
