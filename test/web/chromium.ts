import { existsSync } from 'node:fs';
import { chromium, type BrowserContext, type BrowserContextOptions } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';

const ARGUMENTS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface Browser {
  newContext(options: BrowserContextOptions): Promise<BrowserContext>;
  close(): Promise<void>;
}

/** Debian's Chromium without any past. Throws when it is not installed: the page would go untested. */
export function openBrowser(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) throw new Error(`the page cannot be tested: ${CHROMIUM} is not installed`);
  return chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
}
