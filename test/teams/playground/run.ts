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
      await play(
        await Screen.open(
          await browser.newPage({ viewport: { width: 1400, height: 1300 } }),
          client.url,
          pictures,
        ),
      );
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
