import type { Activity, Entity } from './activity';
import { attribute, htmlToText, type ElementRule, type Tag } from './html-text';
import { decodeEntities } from './html-entities';

/**
 * What a person said in a message. Teams sends a message twice: `text` (mentions as `<at>`, layout lost) and,
 * for anything formatted, the HTML the client wrote, as an attachment. The HTML is read where there is some,
 * because a pasted table or a line break exists only there.
 */
export function saidText(activity: Activity): string {
  const html = htmlOf(activity);
  if (html !== null) {
    const text = htmlToText(html, withoutTheBot(html, activity));
    if (text !== '' || mentionsBot(activity)) return text;
  }
  return plainText(activity);
}

/** Decided by the mention entity: anybody can type the bot's name. */
export function mentionsBot(activity: Activity): boolean {
  return mentionsOf(activity).some((mention) => isBot(mention, activity));
}

function mentionsOf(activity: Activity): readonly Entity[] {
  return (activity.entities ?? []).filter((entity) => entity.type === 'mention');
}

function isBot(mention: Entity, activity: Activity): boolean {
  return mention.mentioned?.id === activity.recipient.id;
}

function htmlOf(activity: Activity): string | null {
  const html = activity.attachments?.find((attachment) => attachment.contentType === 'text/html')?.content;
  return typeof html === 'string' && html.trim() !== '' ? html : null;
}

/**
 * In HTML the n-th mention entity is the Mention element with `itemid` n. A quote of the bot's own words is
 * left out as well: it is what the bot said, not what the person says.
 */
function withoutTheBot(html: string, activity: Activity): ElementRule {
  const mentions = mentionsOf(activity);
  return (tag) => {
    const type = attribute(tag.attributes, 'itemtype') ?? '';
    if (type.endsWith('/Mention')) {
      const mention = mentions[Number(attribute(tag.attributes, 'itemid'))];
      return mention && isBot(mention, activity) ? 'drop' : 'keep';
    }
    const isQuote = tag.name === 'blockquote' && type.endsWith('/Reply');
    return isQuote && quotesBot(html, tag, activity) ? 'drop' : 'keep';
  };
}

/** A quote names its author in an element of its own: `itemprop="mri" itemid="28:…"`. */
function quotesBot(html: string, quote: Tag, activity: Activity): boolean {
  const end = html.indexOf('</blockquote>', quote.end);
  return html.slice(quote.end, end < 0 ? html.length : end).includes(`itemid="${activity.recipient.id}"`);
}

/** Walks the mentions in order, so that a name typed by hand, or shared by two people, is not taken for one. */
function plainText(activity: Activity): string {
  const text = activity.text ?? '';
  let read = '';
  let at = 0;
  for (const mention of mentionsOf(activity)) {
    const written = mention.text ?? '';
    const found = written === '' ? -1 : text.indexOf(written, at);
    if (found < 0) continue;
    read += text.slice(at, found) + (isBot(mention, activity) ? '' : nameOf(mention));
    at = found + written.length;
  }
  return decodeEntities(read + text.slice(at))
    .replaceAll('\u00a0', ' ')
    .replaceAll('\r\n', '\n')
    .trim();
}

function nameOf(mention: Entity): string {
  return mention.mentioned?.name ?? htmlToText(mention.text ?? '');
}
