import { existsSync, mkdirSync, mkdtempSync, renameSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { inject } from 'vitest';
import { loadRules } from '../../src/index.js';
import { collectOverTheWire } from './wire-audit.js';

/** A folder that whichever file of tests comes first fills with `make`, for all of them to read: nobody changes it. */
export async function madeOnce(name: string, make: (folder: string) => Promise<unknown>): Promise<string> {
  const shared = inject('sharedFolder');
  const made = join(shared, name);
  const claim = `${made}.claim`;
  while (!existsSync(made)) {
    try {
      mkdirSync(claim);
    } catch {
      // Another worker makes it.
      await delay(50);
      continue;
    }
    try {
      if (existsSync(made)) break;
      const folder = mkdtempSync(`${made}-`);
      await make(folder);
      renameSync(folder, made);
    } finally {
      rmdirSync(claim);
    }
  }
  return made;
}

/** A Friday, whose window has two whole weeks and whose 32 days hold a month end. */
const DEMO_END = '2026-11-20T10:00:00Z';

/** A snapshot of the whole demo fleet, in which every policy has something to say. */
export const demoSnapshot = (): Promise<string> =>
  madeOnce('demo', async (folder) => collectOverTheWire('demo', folder, { rules: await loadRules(), end: DEMO_END }));
