import { existsSync } from 'node:fs';
import chromiumPackage from '@sparticuz/chromium';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { madeOnce } from './made-once.js';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Chromiums for tests: the one that CHROMIUM_PATH names alone, or the one that the npm package carries and then the machine's own. */
export async function findBrowsers(): Promise<string[]> {
  const named = process.env.CHROMIUM_PATH;
  if (named !== undefined && named !== '') return existsSync(named) ? [named] : [];
  // The carried one first: made to run without a window, it opens a page in a third of the time.
  const carried = await carriedBrowser();
  const own = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
  return [carried, own ?? null].filter((path) => path !== null);
}

/** The Chromium that the npm package carries, unpacked into the temporary folder; null where it has none for this machine. */
async function carriedBrowser(): Promise<string | null> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  try {
    // Unpacked by one worker, while the other waits: what is half unpacked looks as if it were there.
    await madeOnce('chromium', () => chromiumPackage.executablePath());
    return await chromiumPackage.executablePath();
  } catch {
    return null;
  }
}

export interface OpenPage {
  page: Page;
  /** What went wrong or was asked for while the page stood open. */
  console: string[];
  requests: string[];
}

const started = new Map<string, Promise<Browser>>();

function browserOf(executablePath: string): Promise<Browser> {
  const running = started.get(executablePath) ?? chromium.launch({ executablePath, args: FLAGS, headless: true });
  started.set(executablePath, running);
  return running;
}

/** Ends the browsers that `withPage` started; for after the last test of a file. */
export async function closeBrowser(): Promise<void> {
  for (const browser of started.values()) await (await browser).close();
  started.clear();
}

/** Opens a file in a context of its own (no cookies, no storage) of one browser, gives it to `use`, and takes the context away again. */
export async function withPage<T>(
  executablePath: string,
  file: string,
  use: (open: OpenPage) => Promise<T>,
  options: BrowserContextOptions & { script?: string } = {},
): Promise<T> {
  const { script, ...contextOptions } = options;
  const context = await (await browserOf(executablePath)).newContext(contextOptions);
  try {
    const page = await context.newPage();
    const messages: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => messages.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => messages.push(`error: ${error.message}`));
    page.on('request', (request) => requests.push(request.url()));
    if (script !== undefined) await page.addInitScript({ content: script });
    await page.goto(`file://${file}`);
    return await use({ page, console: messages, requests });
  } finally {
    await context.close();
  }
}
