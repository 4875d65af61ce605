import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { startBot, startPlayground, type Running } from './processes';
import { Screen } from './screen';

/**
 * `npm run playground:teams`: the whole bot in Microsoft's own test client, in a real browser. Pictures are
 * left in a temporary folder, to be looked at. Ends with 0 when every step was seen, and also, saying so, when
 * the client cannot be fetched here.
 */
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const REMINDER_PATIENCE_MS = 120_000;
const REMINDER = ', as promised';

// Fonts from the internet are refused, so a picture must not wait for them.
process.env['PW_TEST_SCREENSHOT_NO_FONTS_READY'] = '1';

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function play(screen: Screen): Promise<void> {
  await screen.go('Personal Chat');
  await screen.say("returned '550 5.1.1 <kim.doe@example.net>: User unknown in virtual mailbox table'");
  await screen.sees('This address does not exist');
  await screen.picture('1-personal-chat');
  await screen.press('The address looks right');
  await screen.sees('Answered:');
  await screen.doesNotSeeButton('The address looks right');
  await screen.picture('2-card-answered');
  tell('seen: an answer in the personal chat, and a card that shows its answer');

  await screen.go('Group Chat');
  await screen.mentionAndSay('552 5.2.2 mailbox full');
  await screen.sees("The recipient's mailbox is full");
  await screen.picture('3-group-mention');
  tell('seen: an answer to a mention in the group chat');

  await screen.go('My Team - General');
  await screen.mentionAndPost('552 5.2.2 mailbox full');
  await screen.sees("The recipient's mailbox is full");
  await screen.picture('4-channel-thread');
  tell('seen: an answer in a thread of a channel');

  await screen.go('Personal Chat');
  await screen.say('remind me in 1 minute');
  await screen.sees("I'll come back to you in 1 minute");
  await screen.picture('5-reminder-set');
  await screen.sees(REMINDER, REMINDER_PATIENCE_MS);
  await screen.picture('6-reminder-came');
  tell('seen: a reminder that came by itself');
}

/** One person is both sides here, since the test client has but one. */
async function playDesk(screen: Screen): Promise<void> {
  await screen.go('Personal Chat');
  await screen.say('550 5.7.1 Service unavailable; Client host [203.0.113.7] blocked using Spamhaus ZEN');
  await screen.press('Hand over now');
  await screen.sees('The helpdesk has your case');
  await screen.go('My Team - Mail desk');
  await screen.sees('Nobody has it yet');
  await screen.picture('7-desk-card');
  await screen.press('Take it');
  await screen.sees('Alex Wilber has it');
  await screen.press('Reply');
  await screen.fill('We are having the address delisted.');
  await screen.press('Send');
  await screen.sees('Alex Wilber to the employee');
  await screen.picture('8-desk-taken');
  tell('seen: a card in the desk channel that was taken and answered from');

  await screen.go('Personal Chat');
  await screen.sees('We are having the address delisted.');
  await screen.say('Thanks, I am waiting for it.');
  await screen.picture('9-human-answered');
  await screen.go('My Team - Mail desk');
  await screen.sees('Thanks, I am waiting for it.');
  await screen.press('Solved');
  await screen.sees('Alex Wilber says it is solved');
  await screen.picture('10-desk-solved');
  tell('seen: words that went both ways between the desk and the personal chat');
}

/** Null, and said, when there is none. */
async function playgroundFor(bot: Running): Promise<Running | null> {
  try {
    return await startPlayground(bot.url);
  } catch (error) {
    tell(`not played: Microsoft's test client cannot be fetched or started here (${String(error)})`);
    return null;
  }
}

async function main(): Promise<number> {
  const data = mkdtempSync(join(tmpdir(), 'bouncedesk-playground-data-'));
  const pictures = mkdtempSync(join(tmpdir(), 'bouncedesk-playground-'));
  const running: Running[] = [];
  try {
    const bot = await startBot(data);
    running.push(bot);
    const client = await playgroundFor(bot);
    if (client === null) return 0;
    running.push(client);
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--headless=new'],
    });
    try {
      const page = await browser.newPage({ viewport: { width: 1400, height: 1300 } });
      const screen = await Screen.open(page, client.url, pictures);
      await play(screen);
      await playDesk(screen);
    } finally {
      await browser.close();
    }
    tell(`played; pictures in ${pictures}`);
    return 0;
  } finally {
    for (const one of running.reverse()) await one.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  },
);
