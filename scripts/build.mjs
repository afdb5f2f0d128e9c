// Transpiles src and policies file by file into dist, so that modules keep their places relative to each other.
// `--types` adds declaration files for the library and for policies of one's own; it is slower, so the demo leaves it out.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
// Built aside and swapped in, so that a process that runs from dist meanwhile sees one build or the other.
const next = `dist-${process.pid}.tmp`;
await build({
  absWorkingDir: root,
  entryPoints: ['src/**/*.ts', 'policies/**/*.ts'],
  outdir: next,
  outbase: '.',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
});
chmodSync(`${root}${next}/src/cli/main.js`, 0o755);
const before = `dist-${process.pid}.old.tmp`;
if (existsSync(`${root}dist`)) renameSync(`${root}dist`, `${root}${before}`);
renameSync(`${root}${next}`, `${root}dist`);
rmSync(`${root}${before}`, { recursive: true, force: true });
if (process.argv.includes('--types')) {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
}
