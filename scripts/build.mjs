// Transpiles src and policies file by file into dist, so that modules keep their places relative to each other, and then
// joins what the command line, the library and the policies load into a few files, since each file that is opened delays the first request.
// `--types` adds declaration files for the library and for policies of one's own; it is slower, so the demo leaves it out.
// `--into DIR` builds there, for who must not share a build; `--sdk-apart` leaves the AWS SDK where npm puts it, for who hooks into it.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const into = process.argv.includes('--into') ? process.argv[process.argv.indexOf('--into') + 1] : 'dist';
// Built aside and swapped in, so that a process that runs from dist meanwhile sees one build or the other.
const next = `dist-${process.pid}.next.tmp`;
const common = {
  absWorkingDir: root,
  outdir: next,
  outbase: '.',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
};
await build({ ...common, entryPoints: ['src/**/*.ts', 'policies/**/*.ts'] });

/** A joined module lies in src/cli; what it finds by its own place must still be found by the place of its source. */
const placesOfSources = {
  name: 'places-of-sources',
  setup({ onLoad }) {
    onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const place = `new URL('../${relative(`${root}src`, path).replace(/\.ts$/, '.js')}', import.meta.url).href`;
      return { contents: source.replaceAll('import.meta.url', place), loader: 'ts' };
    });
  },
};

/** All policies of the folder in one module, by their paths in it: joined one by one, they would share their code in some fifty files. */
const policies = (await readdir(`${root}policies`, { recursive: true })).filter((file) => file.endsWith('.ts')).sort();
const joinedPolicies = {
  name: 'joined-policies',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^joined-policies$/ }, ({ path }) => ({ path, namespace: 'joined-policies' }));
    onLoad({ filter: /.*/, namespace: 'joined-policies' }, () => ({
      contents: [
        ...policies.map((file, index) => `import policy${index} from './policies/${file}';`),
        `export default { ${policies.map((file, index) => `'${file.replace(/\.ts$/, '.js')}': policy${index}`).join(', ')} };`,
      ].join('\n'),
      resolveDir: root,
    }));
  },
};

try {
  await build({
    ...common,
    entryPoints: [
      { in: 'src/cli/main.ts', out: 'src/cli/main' },
      { in: 'src/index.ts', out: 'src/cli/library' },
      { in: 'joined-policies', out: 'policies/joined' },
    ],
    bundle: true,
    splitting: true,
    chunkNames: 'src/cli/part-[hash]',
    allowOverwrite: true,
    plugins: [placesOfSources, joinedPolicies],
    // As ES modules, of which what nobody uses is left out: of the AWS SDK that is half of what it loads.
    mainFields: ['module', 'main'],
    // Loaded by few commands, and late.
    external: [
      ...['handlebars', 'd3-*', 'csv-stringify', 'csv-stringify/*', 'https-proxy-agent'],
      ...(process.argv.includes('--sdk-apart') ? ['@aws-sdk/*', '@smithy/*'] : []),
    ],
    banner: { js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);" },
  });
  // Who imports the library gets it joined, from beside the command line, where all that is joined finds its places.
  writeFileSync(`${root}${next}/src/index.js`, "export * from './cli/library.js';\n");
  rmSync(`${root}${next}/src/index.js.map`);
} catch (error) {
  rmSync(`${root}${next}`, { recursive: true, force: true });
  throw error;
}
chmodSync(`${root}${next}/src/cli/main.js`, 0o755);
const before = `dist-${process.pid}.old.tmp`;
if (existsSync(`${root}${into}`)) renameSync(`${root}${into}`, `${root}${before}`);
renameSync(`${root}${next}`, `${root}${into}`);
rmSync(`${root}${before}`, { recursive: true, force: true });
if (process.argv.includes('--types')) {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
}
