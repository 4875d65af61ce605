/** What follows the bot's name at the beginning of a message; longer texts are for humans. */
const TO_BOT = /^\s*@?(?:bot|bouncedesk)\b[\s,:!-]{0,5}(\S[^\n]{0,80})$/i;

/** The words of a command that is addressed to the bot by name, as in `bot status`; null for anything else. */
export function wordsToBot(text: string): string | null {
  return TO_BOT.exec(text.trimEnd())?.[1] ?? null;
}
