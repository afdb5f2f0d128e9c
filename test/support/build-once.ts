import { execFileSync } from 'node:child_process';

/** Tests of the command line run what a user runs: the built files. FLEET_AUDITOR_BUILT=1 says that they are fresh. */
export default function setup(): void {
  if (process.env.FLEET_AUDITOR_BUILT === '1') return;
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
}
