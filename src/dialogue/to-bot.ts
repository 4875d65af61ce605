import type { Intent, Meaning } from '../classifier/diagnosis';

/** What follows the bot's name at the beginning of a message; longer texts are for humans. */
const TO_BOT = /^\s*@?(?:bot|bouncedesk)\b[\s,:!-]{0,5}(\S[^\n]{0,80})$/i;

/** The words of a command that is addressed to the bot by name, as in `bot status`; null for anything else. */
export function wordsToBot(text: string): string | null {
  return TO_BOT.exec(text.trimEnd())?.[1] ?? null;
}

const COMMANDS: readonly Intent[] = ['status', 'solved', 'cancel', 'new-failure', 'restart'];
/** Longer ones are rather said to the agent. */
const COMMAND_WORDS = 4;
export const SURE = 0.8;

/**
 * Whether a message that mentions the bot is a command to it. In some places nothing gets to the agent without a
 * mention, so what is not surely a command is the agent's to read.
 */
export function isCommand(text: string, { intent, confidence }: Meaning): boolean {
  const words = text.trim().split(/\s+/);
  return COMMANDS.includes(intent) && confidence >= SURE && words.length <= COMMAND_WORDS;
}

/** What a command to the bot asks for. Nothing ends by a guess, and who asks whether it is solved has not said so. */
export function commandOf(text: string, { intent, confidence }: Meaning): Intent {
  if (intent !== 'solved' && intent !== 'cancel') return intent;
  if (text.trimEnd().endsWith('?')) return intent === 'solved' ? 'status' : 'other';
  return confidence >= SURE ? intent : 'other';
}
