// Module hooks of the mutation runner: TypeScript is transpiled as it is loaded, `vitest` is the few words of it that tests of values use,
// and caches that live as long as a module can be emptied, since in one process what a mutant left there would answer for the next.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';

const words = new URL('./words.mjs', import.meta.url).href;
/** A map that is empty when its module is loaded, or that is called `known` wherever it stands. */
const CACHE = /^(const \w+ = | +const known = )(?:\/\*.*?\*\/ )?new (Map|WeakMap)\(\);$/gm;

export async function resolve(specifier, context, next) {
  if (specifier === 'vitest' && context.parentURL !== words) return { url: words, shortCircuit: true };
  if (specifier.startsWith('.') && specifier.endsWith('.js')) {
    const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    if (existsSync(source)) return { url: source.href, shortCircuit: true };
  }
  return next(specifier, context);
}

export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const { code } = await transform(await readFile(fileURLToPath(url), 'utf8'), { loader: 'ts', format: 'esm', target: 'node20' });
  return { format: 'module', shortCircuit: true, source: code.replace(CACHE, '$1globalThis.cacheOfThisTest($2);') };
}
