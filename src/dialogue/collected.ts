import type { Intent, Meaning } from '../classifier/diagnosis';
import type { Ask } from '../knowledge/variant';
import { DESCRIBE } from './prompt';

/** Words of what is surely only a command, where any text could be an answer. */
const COMMAND_WORDS = 6;
const COMMANDS: readonly Intent[] = [
  'human',
  'cancel',
  'back',
  'restart',
  'help',
  'explain',
  'later',
  'status',
  'unsure',
];

/** Words of a mere nod. */
const NOD_WORDS = 3;
const NODS: readonly Intent[] = ['yes', 'no', 'done', 'thanks', 'greeting'];
/** Nods that can't even stand for one of the choices. */
const COURTESIES: readonly Intent[] = ['thanks', 'greeting'];
const SURE = 0.8;

const QUESTION =
  /\?\s*$|^\s*(?:huh|what|whats|what's|why|how|who|whose|when|where|is|are|was|do|does|did|can|could|will)\b/i;

/**
 * Whether a text answers a question that asks for something in the person's own words, such as an address. Almost
 * anything can, but for commands, nods, and what is itself a question. Who was asked what the trouble is may well
 * put it as a question.
 */
export function isCollected(ask: Ask, text: string, { intent, confidence }: Meaning): boolean {
  const words = text.trim().split(/\s+/).length;
  const isSure = confidence >= SURE;
  if (isSure && COMMANDS.includes(intent) && words <= COMMAND_WORDS) return false;
  if (ask.id === DESCRIBE) return true;
  const nods = ask.choices === undefined ? NODS : COURTESIES;
  return !(isSure && nods.includes(intent) && words <= NOD_WORDS) && !QUESTION.test(text);
}
