import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import chromiumPackage from '@sparticuz/chromium';
import { type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** A Chromium on this machine: the one that CHROMIUM_PATH names, the system's, or the one that the npm package carries; null without. */
export async function findBrowser(): Promise<string | null> {
  const named = process.env.CHROMIUM_PATH;
  if (named !== undefined && named !== '') return existsSync(named) ? named : null;
  for (const path of ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']) if (existsSync(path)) return path;
  try {
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

/** Opens a file in a browser of its own, with an empty profile, gives it to `use`, and takes both away again. */
export async function withPage<T>(
  executablePath: string,
  file: string,
  use: (open: OpenPage) => Promise<T>,
  options: BrowserContextOptions & { script?: string } = {},
): Promise<T> {
  const profile = mkdtempSync(join(tmpdir(), 'report-browser-'));
  const { script, ...contextOptions } = options;
  let context: BrowserContext | null = null;
  try {
    context = await chromium.launchPersistentContext(profile, { executablePath, args: FLAGS, headless: true, ...contextOptions });
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
    await context?.close();
    rmSync(profile, { recursive: true, force: true });
  }
}
