import { existsSync } from 'node:fs';
import { chromium, type BrowserContext, type BrowserContextOptions } from 'playwright-core';

/** Where Debian, Ubuntu and Google put it. */
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);

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

const inCi = process.env['CI'] !== undefined;

if (CHROMIUM === undefined && !inCi) {
  process.stderr.write('\nNO CHROMIUM IS INSTALLED: the page is not tested. In CI this fails.\n\n');
}

/** Tests that need a browser. Without one they are skipped with a loud word, and fail where CI is set. */
export const describeInBrowser = CHROMIUM === undefined && !inCi ? describe.skip : describe;

/** A browser without any past. */
export function openBrowser(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error('the page cannot be tested: no Chromium is installed');
  return chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
}
