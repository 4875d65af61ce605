import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { describeInBrowser, openBrowser, type Browser } from './chromium';
import { MAX_FILE_BYTES, openDesk, type Desk } from './desk';

// A browser takes its time to start on a busy machine.
jest.setTimeout(120_000);

let browser: Browser;
let desk: Desk;
let page: Page;
let faults: string[];

const NOTE =
  'Hello Anna,\n\nmy mail to anna.schmitt@partner.example came back. Could you send me your present address?\n\nThank you';
const GREETING = 'Did a mail come back to you?';
const ANSWER = 'This address does not exist at the other side';
const PASTE = [
  'Your message could not be delivered.',
  ...Array.from({ length: 40 }, (_, line) => `Received: from mail${line}.corp.example by mx.corp.example`),
  'Diagnostic-Code: smtp; 550 5.1.1 <anna@partner.example> User unknown',
].join('\n');

/** A browser without a past, on the desk's page, which has said its greeting. */
async function visit(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext(options);
  const opened = await context.newPage();
  opened.on('pageerror', (error) => faults.push(error.message));
  opened.on('console', (message) => {
    // A server that is away on purpose is a fault of the network, not of the page.
    if (message.type() === 'error' && !message.text().includes('net::ERR_')) faults.push(message.text());
  });
  await opened.goto(desk.base);
  await opened.getByText(GREETING).waitFor();
  return opened;
}

const box = () => page.getByLabel('Paste the error here, or write a message');
const focused = () => page.locator(':focus');
const own = () => page.getByRole('log').locator('.own');

async function paste(text: string): Promise<void> {
  await box().fill(text);
  await box().press('Enter');
  await page.getByRole('log').getByText(ANSWER).waitFor();
}

describeInBrowser('the page', () => {
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  beforeEach(async () => {
    desk = await openDesk();
    faults = [];
    page = await visit();
  });
  afterEach(async () => {
    expect(faults).toEqual([]);
    expect(desk.errors).toEqual([]);
    await page.context().close();
    await desk.close();
  });

  describe('the main path', () => {
    test('a paste is answered, a button goes on, and a reload shows all of it', async () => {
      await paste(PASTE);
      const mark = page.getByRole('log').locator('mark');
      expect(await mark.allTextContents()).toEqual(['Unauthenticated email', 'domain’s DMARC policy']);
      expect(await page.getByText('Step 2 of 4').isVisible()).toBe(true);
      await page.getByRole('button', { name: 'There was a mistake in it' }).click();
      await page.getByText('send the mail once more').waitFor();

      const before = await page.getByRole('log').innerText();
      await page.reload();
      await page.getByText('send the mail once more').waitFor();
      expect(await page.getByRole('log').innerText()).toBe(before);
      const old = page.getByRole('button', { name: 'Your answer: There was a mistake in it' });
      expect(await old.isDisabled()).toBe(true);
      expect(await page.getByRole('button', { name: 'It arrived' }).isEnabled()).toBe(true);
    });

    test('a long paste is folded, and unfolds', async () => {
      await paste(PASTE);
      const fold = own().getByRole('button', { name: 'Show all 42 lines' });
      const folded = (await own().boundingBox())?.height ?? 0;
      expect(await fold.getAttribute('aria-expanded')).toBe('false');
      await fold.click();
      expect((await own().boundingBox())?.height ?? 0).toBeGreaterThan(folded * 2);
      expect(await own().getByRole('button', { name: 'Show less' }).isVisible()).toBe(true);
    });

    test('a file is dropped anywhere, or chosen', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'bouncedesk-drop-'));
      try {
        const file = join(folder, 'returned.eml');
        await writeFile(file, 'Subject: Undelivered\n\n550 5.1.1 User unknown');
        await page.locator('#file').setInputFiles(file);
        await own().getByText('returned.eml').waitFor();

        const transfer = await page.evaluateHandle(`(() => {
        const data = new DataTransfer();
        data.items.add(new File(['552 5.2.2 Mailbox full'], 'dropped.eml'));
        return data;
      })()`);
        await page.dispatchEvent('h1', 'dragenter', { dataTransfer: transfer });
        expect(await page.getByText('Drop the mail here').isVisible()).toBe(true);
        await page.dispatchEvent('h1', 'drop', { dataTransfer: transfer });
        await own().getByText('dropped.eml').waitFor();
        expect(await own().getByText('552 5.2.2 Mailbox full').isVisible()).toBe(true);
        expect(await page.getByText('Drop the mail here').isVisible()).toBe(false);
      } finally {
        await rm(folder, { recursive: true });
      }
    });

    test('a file that is too large is refused before it travels', async () => {
      const transfer = await page.evaluateHandle(`(() => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(${MAX_FILE_BYTES} + 1)], 'big.eml'));
      return data;
    })()`);
      await page.dispatchEvent('h1', 'drop', { dataTransfer: transfer });
      await page.getByRole('alert').getByText('“big.eml” is too large').waitFor();
      expect(await own().count()).toBe(0);
    });

    test('a text too long for a message travels as a file', async () => {
      await page.evaluate(`(() => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', ('x'.repeat(99) + '\\n').repeat(3000));
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    })()`);
      expect(await box().inputValue()).toHaveLength(300_000);
      await box().press('Enter');
      await own().getByText('pasted-text.txt').waitFor();
      expect(await box().inputValue()).toBe('');
    });

    test('another conversation begins empty, and the way back is kept', async () => {
      await paste('550 no such user');
      await page.getByRole('button', { name: 'New conversation' }).click();
      await page.getByText(ANSWER).waitFor({ state: 'detached' });
      await page.getByText(GREETING).waitFor();
      await page.getByRole('button', { name: 'Earlier' }).click();
      await page.getByRole('navigation', { name: 'Earlier conversations' }).getByRole('link').click();
      await page.getByText(ANSWER).waitFor();
      expect(await own().textContent()).toBe('You: 550 no such user');
    });

    test('a text to forward is copied, or saved as a file', async () => {
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await paste('550 no such user');
      await page.getByRole('button', { name: 'Copy: A note to forward' }).click();
      await page.getByText('Copied').waitFor();
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe(NOTE);

      const saving = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Download: A note to forward' }).click();
      const download = await saving;
      expect(download.suggestedFilename()).toBe('note.txt');
      expect(readFileSync(await download.path(), 'utf8')).toBe(NOTE.replaceAll('\n', '\r\n'));
    });

    test('two windows of one person show the same conversation', async () => {
      const second = await page.context().newPage();
      await second.goto(desk.base);
      await second.getByText(GREETING).waitFor();
      await paste('550 no such user');
      await second.getByText(ANSWER).waitFor();
      expect(await second.getByRole('log').innerText()).toBe(await page.getByRole('log').innerText());
    });
  });

  describe('hostile text', () => {
    test.each([
      '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>',
      '"><svg onload=alert(1)><a href="javascript:alert(1)">click</a> <!channel> <@U123>',
      '{{constructor.constructor("document.title=1")()}} <iframe srcdoc="<script>parent.document.title=1</script>">',
    ])('%s stays text', async (text) => {
      await paste(`550 ${text}`);
      expect(await own().textContent()).toContain(text);
      expect(
        await page.getByRole('log').locator('img, script, svg, iframe, a[href^="javascript"]').count(),
      ).toBe(0);
      expect(await page.title()).toBe('bouncedesk');
    });

    test('an address that is no web page is no link', async () => {
      await paste('550');
      await page.getByRole('button', { name: 'There was a mistake in it' }).click();
      await page.getByText('Not a link: javascript:alert(1)').waitFor();
      const links = page.getByRole('log').getByRole('link');
      expect(await links.count()).toBe(1);
      expect(await links.first().getAttribute('rel')).toBe('noopener noreferrer');
    });
  });

  describe('a broken connection', () => {
    test('keeps what was written, sends it once when it is back, and shows the conversation again', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'bouncedesk-store-'));
      const storeFile = join(folder, 'desk.sqlite');
      const { port } = desk;
      await desk.close();
      desk = await openDesk({ storeFile, port });
      await page.reload();
      await page.getByText(GREETING).waitFor();

      await desk.close();
      await page.getByText('No connection. What you write is kept').waitFor();
      await box().fill('550 no such user');
      await box().press('Enter');
      await page.locator('#waiting').getByText('550 no such user').waitFor();

      desk = await openDesk({ storeFile, port });
      await page.getByText(ANSWER).waitFor();
      expect(await own().allTextContents()).toEqual(['You: 550 no such user']);
      expect(await page.locator('#waiting .own').count()).toBe(0);
      await page.getByText('No connection').waitFor({ state: 'hidden' });
      await rm(folder, { recursive: true });
    });

    test('an unsent text survives a reload', async () => {
      await box().fill('half a sen');
      await page.reload();
      await page.getByText(GREETING).waitFor();
      expect(await box().inputValue()).toBe('half a sen');
    });
  });

  describe('the keyboard alone', () => {
    test('writes, sends, and answers by buttons', async () => {
      expect(await focused().getAttribute('id')).toBe('text');
      await page.keyboard.type('550 no');
      await page.keyboard.press('Shift+Enter');
      await page.keyboard.type('such user');
      await page.keyboard.press('Enter');
      await page.getByText(ANSWER).waitFor();
      expect(await own().textContent()).toBe('You: 550 no\nsuch user');

      await page.getByRole('button', { name: 'There was a mistake in it' }).focus();
      await page.keyboard.press('Enter');
      await page.getByText('send the mail once more').waitFor();
      expect(await focused().textContent()).toBe('It arrived');
    });

    test('Enter in the middle of a paste goes on editing it', async () => {
      await box().fill('one\ntwo');
      await box().press('ArrowUp');
      await box().press('Enter');
      expect(await box().inputValue()).toMatch(/\n.*\n|\n\n/);
      expect(await own().count()).toBe(0);
      await box().press('Control+Enter');
      await own().waitFor();
    });

    test('reaches everything in the order it is seen', async () => {
      await paste('550 no such user');
      await page.locator('.skip').focus();
      const order: string[] = [];
      for (let presses = 0; presses < 13; presses += 1) {
        await page.keyboard.press('Tab');
        order.push((await focused().textContent())?.trim() ?? '');
      }
      expect(order.slice(0, 3)).toEqual(['New conversation', 'What the provider says about it', 'Copy']);
      expect(order.slice(3, 10)).toEqual([
        'Download',
        'There was a mistake in it',
        'The address is right',
        'I cannot tell',
        'How do I do that?',
        'Back',
        'Talk to a human',
      ]);
      expect(order.slice(10, 13)).toEqual(['', 'Attach the mail', 'Send']);
    });
  });

  describe('accessibility', () => {
    const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

    test.each([
      ['light', 1280, 900],
      ['dark', 1280, 900],
      ['light', 360, 740],
      ['dark', 360, 740],
    ] as const)('axe finds nothing in %s, %i wide', async (colorScheme, width, height) => {
      await page.context().close();
      page = await visit({ colorScheme, viewport: { width, height }, reducedMotion: 'reduce' });
      expect(await violations()).toEqual([]);
      await paste(PASTE);
      await page.getByRole('button', { name: 'Copy: A note to forward' }).click();
      await page.getByRole('button', { name: 'There was a mistake in it' }).click();
      await page.getByText('send the mail once more').waitFor();
      expect(await violations()).toEqual([]);
      expect(
        await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth'),
      ).toBeLessThanOrEqual(0);
    });

    /** Rule and place of everything axe-core has to say, best practices included. */
    async function violations(): Promise<readonly string[]> {
      await page.evaluate(axe);
      const { violations: found } = await page.evaluate<AxeResults>('axe.run()');
      return found.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} at ${target.join(' ')}`));
    }
  });
});
