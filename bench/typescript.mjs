// Runs a benchmark that is written in TypeScript: `node bench/typescript.mjs NAME [options]` runs bench/NAME.ts.
// Transpiles it with the sources and policies into a folder of its own, so that no other build comes between.
import { rmSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const [name, ...options] = process.argv.slice(2);
const outdir = `dist-bench-${process.pid}.tmp`;
process.on('exit', () => rmSync(`${root}${outdir}`, { recursive: true, force: true }));
await build({
  absWorkingDir: root,
  entryPoints: ['src/**/*.ts', 'policies/**/*.ts', 'bench/**/*.ts'],
  outdir,
  outbase: '.',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
});
const { main } = await import(pathToFileURL(`${root}${outdir}/bench/${name}.js`).href);
process.exitCode = await main(options);
