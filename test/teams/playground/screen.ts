import { join } from 'node:path';
import type { Page } from 'playwright-core';

const PATIENCE_MS = 60_000;

/** The test client as a person uses it: by what stands on the screen. */
export class Screen {
  private constructor(
    private readonly page: Page,
    private readonly folder: string,
  ) {}

  /** Everything that is not on this machine (fonts, pictures, telemetry) is refused. */
  static async open(page: Page, url: string, folder: string): Promise<Screen> {
    page.setDefaultTimeout(PATIENCE_MS);
    await page.route('**/*', (route) =>
      /^https?:\/\/(127\.0\.0\.1|localhost)[:/]/.test(route.request().url())
        ? route.continue()
        : route.abort(),
    );
    await page.goto(url, { waitUntil: 'commit' });
    await page.getByRole('treeitem', { name: 'Personal Chat' }).waitFor();
    return new Screen(page, folder);
  }

  async go(
    place: 'Personal Chat' | 'Group Chat' | 'My Team - General' | 'My Team - Mail desk',
  ): Promise<void> {
    await this.page.getByRole('treeitem', { name: place }).click();
  }

  async say(text: string): Promise<void> {
    await this.page.getByRole('textbox').last().click();
    await this.page.keyboard.insertText(text);
    await this.page.getByRole('button', { name: 'Send Message' }).last().click();
  }

  async mentionAndSay(text: string): Promise<void> {
    await this.page.getByRole('textbox').last().click();
    await this.typeMention();
    await this.page.keyboard.insertText(text);
    await this.page.getByRole('button', { name: 'Send Message' }).last().click();
  }

  /** Begins a thread in a channel. */
  async mentionAndPost(text: string): Promise<void> {
    await this.page.getByRole('textbox').first().click();
    await this.typeMention();
    await this.page.keyboard.insertText(text);
    await this.page.getByRole('button', { name: 'Post', exact: true }).click();
  }

  async press(button: string): Promise<void> {
    await this.page.getByRole('button', { name: button, exact: true }).last().click();
  }

  /** Fills the form that a card has opened. */
  async fill(text: string): Promise<void> {
    await this.page.locator('.ac-adaptiveCard textarea').last().click();
    await this.page.keyboard.insertText(text);
  }

  /** Fails when the text does not come. */
  async sees(text: string, patienceMs = PATIENCE_MS): Promise<void> {
    await this.page.getByText(text).last().waitFor({ timeout: patienceMs });
  }

  async doesNotSeeButton(name: string): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).waitFor({ state: 'detached' });
  }

  async picture(name: string): Promise<void> {
    await this.page.screenshot({ path: join(this.folder, `${name}.png`) });
  }

  private async typeMention(): Promise<void> {
    await this.page.keyboard.type('@T', { delay: 50 });
    await this.page.getByRole('menuitem', { name: 'Test Bot' }).click();
    await this.page.keyboard.insertText(' ');
  }
}
