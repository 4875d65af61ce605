import { commandOf, isCommand, wordsToBot } from '../../src/dialogue/to-bot';
import type { Intent, Meaning } from '../../src/classifier/diagnosis';

const meant = (intent: Intent, confidence = 0.95): Meaning => ({ intent, confidence });

describe('the bot is called by its name', () => {
  test.each([
    ['bot status', 'status'],
    ['@bouncedesk, new error', 'new error'],
    ['Bot: solved', 'solved'],
  ])('in "%s"', (text, words) => expect(wordsToBot(text)).toBe(words));

  test.each(['status', 'the bot says so', 'bottom line: no', 'bot', `bot ${'a'.repeat(82)}`])(
    'not in "%s"',
    (text) => expect(wordsToBot(text)).toBeNull(),
  );
});

describe('a message that mentions the bot', () => {
  test.each<[string, Intent]>([
    ['status', 'status'],
    ['I have another error', 'new-failure'],
    ['it works now', 'solved'],
    ['never mind', 'cancel'],
  ])('is a command: "%s"', (text, intent) => expect(isCommand(text, meant(intent))).toBe(true));

  test.each<[string, Intent, number]>([
    ['help me please, Kim', 'help', 0.95],
    ['yes', 'yes', 0.95],
    ['is it solved?', 'solved', 0.6],
    ['it works on my phone, not at my desk', 'solved', 0.9],
  ])('is for the agent: "%s"', (text, intent, confidence) =>
    expect(isCommand(text, meant(intent, confidence))).toBe(false),
  );
});

test('nothing ends by a question or a guess', () => {
  expect(commandOf('bot solved', meant('solved'))).toBe('solved');
  expect(commandOf('bot has it been solved? ', meant('solved'))).toBe('status');
  expect(commandOf('bot can you cancel it?', meant('cancel'))).toBe('other');
  expect(commandOf('bot maybe it is', meant('solved', 0.5))).toBe('other');
  expect(commandOf('bot what is the status?', meant('status'))).toBe('status');
});
