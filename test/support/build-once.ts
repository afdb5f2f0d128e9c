import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder of this run of tests, for what several files of tests read and one of them makes. */
    sharedFolder: string;
  }
}

/** Tests of the command line run what a user runs: the built files. FLEET_AUDITOR_BUILT=1 says that they are fresh. */
export default function setup({ provide }: TestProject): () => void {
  if (process.env.FLEET_AUDITOR_BUILT !== '1') execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
  const shared = mkdtempSync(join(tmpdir(), 'fleet-auditor-shared-'));
  provide('sharedFolder', shared);
  return () => rmSync(shared, { recursive: true, force: true });
}
