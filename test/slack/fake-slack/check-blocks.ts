/**
 * Slack's rules for blocks, from docs.slack.dev/reference/block-kit, written without a look at the adapter.
 * The result is what the Web API would answer: an error code and the rule that was broken.
 */
export type Surface = 'message' | 'modal' | 'home';

type Json = Record<string, unknown>;

/** Refused at this many characters over all blocks, as reported in slackapi/bolt-js issue 2867. */
const CUMULATIVE_TEXT = 11_340;

class Broken extends Error {}

export function faultOfBlocks(blocks: unknown, surface: Surface): string | null {
  try {
    checkBlocks(blocks, surface);
    return null;
  } catch (error) {
    if (error instanceof Broken) return error.message;
    throw error;
  }
}

export function faultOfView(view: unknown): string | null {
  try {
    const json = object(view, 'view');
    if (JSON.stringify(view).length > 250_000) throw new Broken('view_too_large');
    if (json['type'] === 'modal') checkModal(json);
    else if (json['type'] !== 'home') throw new Broken('invalid_arguments: view type');
    return faultOfBlocks(json['blocks'], json['type'] === 'home' ? 'home' : 'modal');
  } catch (error) {
    if (error instanceof Broken) return error.message;
    throw error;
  }
}

function checkModal(view: Json): void {
  plainText(view['title'], 24, 'title');
  if (view['submit'] !== undefined) plainText(view['submit'], 24, 'submit');
  if (view['close'] !== undefined) plainText(view['close'], 24, 'close');
  const hasInput = list(view['blocks'], 'blocks').some((block) => object(block, 'block')['type'] === 'input');
  if (hasInput && view['submit'] === undefined) throw new Broken('invalid_arguments: input without submit');
  limit(view['private_metadata'], 3_000, 'private_metadata');
  limit(view['callback_id'], 255, 'callback_id');
}

function checkBlocks(blocks: unknown, surface: Surface): void {
  const all = list(blocks, 'blocks');
  if (all.length > (surface === 'message' ? 50 : 100)) throw new Broken('invalid_blocks: too many blocks');
  for (const block of all) checkBlock(object(block, 'block'), surface);
  if (textLength(all) > CUMULATIVE_TEXT) throw new Broken('msg_blocks_too_long');
}

function checkBlock(block: Json, surface: Surface): void {
  // An action_id must be unique within its block.
  const actionIds = new Set<string>();
  limit(block['block_id'], 255, 'block_id');
  switch (block['type']) {
    case 'header':
      return plainText(block['text'], 150, 'header');
    case 'section':
      return checkSection(block);
    case 'context':
      return each(block['elements'], 10, 'context', (element) => anyText(element, 3_000, 'context'));
    case 'divider':
      return;
    case 'actions':
      return each(block['elements'], 25, 'actions', (element) =>
        checkButton(object(element, 'element'), actionIds),
      );
    case 'rich_text':
      return each(block['elements'], 1_000, 'rich_text', (element) => checkRich(object(element, 'element')));
    case 'input':
      if (surface === 'message') throw new Broken('invalid_blocks: input in a message');
      return checkInput(block, actionIds);
    default:
      throw new Broken(`invalid_blocks: unknown block ${String(block['type'])}`);
  }
}

function checkSection(block: Json): void {
  if (block['text'] === undefined && block['fields'] === undefined)
    throw new Broken('invalid_blocks: empty section');
  if (block['text'] !== undefined) anyText(block['text'], 3_000, 'section');
  if (block['fields'] !== undefined)
    each(block['fields'], 10, 'fields', (field) => anyText(field, 2_000, 'field'));
}

function checkButton(button: Json, actionIds: Set<string>): void {
  if (button['type'] !== 'button') throw new Broken('invalid_blocks: unknown element');
  plainText(button['text'], 75, 'button');
  limit(button['value'], 2_000, 'value');
  limit(button['url'], 3_000, 'url');
  uniqueId(button, actionIds);
  if (!['primary', 'danger', undefined].includes(button['style'] as string | undefined))
    throw new Broken('invalid_blocks: style');
}

function checkInput(block: Json, actionIds: Set<string>): void {
  plainText(block['label'], 2_000, 'label');
  if (block['hint'] !== undefined) plainText(block['hint'], 2_000, 'hint');
  const element = object(block['element'], 'element');
  uniqueId(element, actionIds);
  if (element['type'] === 'plain_text_input') {
    const most = Number(element['max_length'] ?? 3_000);
    if (most > 3_000) throw new Broken('invalid_blocks: max_length');
    limit(element['initial_value'], most, 'initial_value');
  } else if (element['type'] === 'file_input') {
    const most = Number(element['max_files'] ?? 10);
    if (most < 1 || most > 10) throw new Broken('invalid_blocks: max_files');
  } else throw new Broken('invalid_blocks: unknown input');
}

function checkRich(element: Json): void {
  const children = list(element['elements'], 'rich_text element');
  if (children.length === 0) throw new Broken('invalid_blocks: empty rich_text element');
  for (const child of children.map((one) => object(one, 'rich text'))) {
    if (element['type'] === 'rich_text_preformatted') checkInline(child, ['text', 'link'], false);
    else if (element['type'] === 'rich_text_section')
      checkInline(child, ['text', 'link', 'user', 'channel', 'broadcast', 'emoji'], true);
    else throw new Broken(`invalid_blocks: ${String(element['type'])}`);
  }
}

function checkInline(child: Json, kinds: readonly string[], mayHaveStyle: boolean): void {
  const type = String(child['type']);
  if (!kinds.includes(type)) throw new Broken(`invalid_blocks: ${type} in rich text`);
  if (type === 'text' && typeof child['text'] !== 'string') throw new Broken('invalid_blocks: text');
  if (type === 'text' && child['text'] === '')
    throw new Broken('invalid_blocks: must be more than 0 characters');
  if (type === 'link' && !URL.canParse(String(child['url']))) throw new Broken('invalid_blocks: url');
  if (child['style'] !== undefined && !mayHaveStyle)
    throw new Broken('invalid_blocks: style in preformatted');
  limit(child['text'], 3_000, 'rich text');
}

function uniqueId(element: Json, seen: Set<string>): void {
  const id = element['action_id'];
  if (typeof id !== 'string') throw new Broken('invalid_blocks: no action_id');
  limit(id, 255, 'action_id');
  if (seen.has(id)) throw new Broken(`invalid_blocks: action_id ${id} twice`);
  seen.add(id);
}

function plainText(value: unknown, most: number, where: string): void {
  if (object(value, where)['type'] !== 'plain_text')
    throw new Broken(`invalid_blocks: ${where} must be plain_text`);
  anyText(value, most, where);
}

function anyText(value: unknown, most: number, where: string): void {
  const text = object(value, where);
  if (typeof text['text'] !== 'string' || text['text'] === '')
    throw new Broken(`invalid_blocks: ${where} is empty`);
  limit(text['text'], most, where);
}

function each(value: unknown, most: number, where: string, check: (item: unknown) => void): void {
  const items = list(value, where);
  if (items.length === 0 || items.length > most)
    throw new Broken(`invalid_blocks: ${items.length} in ${where}`);
  items.forEach(check);
}

function limit(text: unknown, most: number, where: string): void {
  if (text === undefined) return;
  if (typeof text !== 'string') throw new Broken(`invalid_blocks: ${where} is no text`);
  if (text.length > most) throw new Broken(`invalid_blocks: ${where} longer than ${most}`);
}

function list(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Broken(`invalid_blocks: ${where} is no list`);
  return value;
}

function object(value: unknown, where: string): Json {
  if (typeof value !== 'object' || value === null) throw new Broken(`invalid_blocks: ${where} is no object`);
  return value as Json;
}

/** All text a block shows, links with their address. */
function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + textLength(item), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce((sum, [key, item]) => {
    const own =
      (key === 'text' || (key === 'url' && !('action_id' in value))) && typeof item === 'string'
        ? item.length
        : 0;
    return sum + own + textLength(item);
  }, 0);
}
