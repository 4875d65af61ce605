import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TriageRow } from '../../adapters/web/triage-route';
import { serve, type Served } from '../../src/cli/serve';
import { parseConfig } from '../../src/config';
import { createLog } from '../../src/log';
import { describeInBrowser, openBrowser } from './chromium';

// The first run after a change of the content learns it anew.
jest.setTimeout(180_000);

let folder: string;
let served: Served;
let base: string;

async function start(settings: Readonly<Record<string, string>> = {}): Promise<void> {
  const config = parseConfig({ PORT: '0', DATA_DIR: folder, INTENTS_DIR: 'intents', ...settings });
  served = await serve(config, createLog('silent'));
  base = `http://127.0.0.1:${served.port}`;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bouncedesk-whole-'));
  await start({ TRIAGE_TOKEN: 'a-token-for-the-test' });
});
afterAll(async () => {
  await served.stop();
  await rm(folder, { recursive: true });
});

const REPLY =
  '550 5.1.1 <kim@partner.example>: Recipient address rejected: User unknown in virtual mailbox table';
const REPORT = [
  'From: MAILER-DAEMON@mail.corp.example',
  'Subject: Undelivered Mail Returned to Sender',
  'MIME-Version: 1.0',
  'Content-Type: multipart/report; report-type=delivery-status; boundary="cut"',
  '',
  '--cut',
  'Content-Type: text/plain',
  '',
  `<kim@partner.example>: host mx.partner.example said: ${REPLY}`,
  '',
  '--cut',
  'Content-Type: message/delivery-status',
  '',
  'Reporting-MTA: dns; mail.corp.example',
  '',
  'Final-Recipient: rfc822; kim@partner.example',
  'Action: failed',
  'Status: 5.1.1',
  `Diagnostic-Code: smtp; ${REPLY}`,
  '',
  '--cut--',
  '',
].join('\r\n');

function triage(body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${base}/triage`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });
}

describe('POST /triage', () => {
  test.each([
    ['a text', { text: REPLY }],
    ['a mail', { mail: Buffer.from(REPORT).toString('base64') }],
  ])('judges %s', async (_what, body) => {
    const response = await triage(body);
    const { failures } = (await response.json()) as { failures: TriageRow[] };
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatchObject({
      label: 'recipient-unknown',
      side: 'you',
      facts: { finalRecipient: 'kim@partner.example', replyCode: '550', enhancedStatusCode: '5.1.1' },
    });
    expect(failures[0]?.title).not.toMatch(/[{}[\]]/);
  });

  test('says so when it is no bounce', async () => {
    const response = await triage({ text: 'Is the canteen open on Friday?' });
    const { failures } = (await response.json()) as { failures: TriageRow[] };
    expect(failures).toMatchObject([{ label: 'not-a-bounce', side: null }]);
  });

  test.each([
    ['nothing in it', { text: '  ' }, 422, 'empty'],
    ['no known field', { body: REPLY }, 400, 'wrong-shape'],
    ['two fields', { text: REPLY, mail: '' }, 400, 'wrong-shape'],
    ['a mail that is not in base64', { mail: 'From: <a@b>' }, 400, 'wrong-shape'],
  ])('refuses %s', async (_what, body, status, code) => {
    const response = await triage(body);
    const { error } = (await response.json()) as { error: { code: string } };
    expect([response.status, error.code]).toEqual([status, code]);
  });

  test.each([
    ['without a token', {}, 401],
    ['with another token', { authorization: 'Bearer a-token-for-the-tesT' }, 401],
    ['with a longer token', { authorization: 'Bearer a-token-for-the-test-and-more' }, 401],
    ['with the token', { authorization: 'Bearer a-token-for-the-test' }, 200],
  ])('a caller from elsewhere, %s', async (_how, headers, status) => {
    expect((await triage({ text: REPLY }, { 'x-forwarded-for': '203.0.113.9', ...headers })).status).toBe(
      status,
    );
  });
});

describeInBrowser('the page', () => {
  test('answers a real error with the real content, and still shows it after a restart', async () => {
    const browser = await openBrowser();
    try {
      const page = await (await browser.newContext({})).newPage();
      await page.goto(base);
      const log = page.getByRole('log');
      const box = page.getByRole('textbox');
      await log.locator('.bot').waitFor();
      await box.fill(REPLY);
      await box.press('Enter');
      await log.locator('.evidence mark').first().waitFor();
      expect(await log.locator('.evidence').innerText()).toContain('User unknown');
      const buttons = log.locator('.bot').last().getByRole('button');
      expect(await buttons.count()).toBeGreaterThan(2);
      await buttons.first().click();
      await log.locator('.chosen').waitFor();
      const before = await log.innerText();

      await served.stop();
      await start();
      await page.goto(base);
      await log.locator('.chosen').waitFor();
      expect(await log.innerText()).toBe(before);
    } finally {
      await browser.close();
    }
  });
});
