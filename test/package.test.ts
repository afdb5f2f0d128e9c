import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { emptyFolder, isolatedEnvironment } from './support/cli.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NPM = { cwd: ROOT, encoding: 'utf8', env: { ...process.env, npm_config_loglevel: 'silent' } } as const;

/** Folders of the packages that a production install holds, as npm itself sees them. */
function productionPackages(): string[] {
  const listed = execFileSync('npm', ['ls', '--omit=dev', '--all', '--parseable'], NPM);
  return listed
    .split('\n')
    .filter((path) => path.includes('node_modules'))
    .map((path) => relative(ROOT, path));
}

describe('the package, as the image holds it', () => {
  const folder = emptyFolder();
  const home = join(folder, 'package');

  beforeAll(() => {
    // The tests' own build is packed; a build here would pull it away from under the others.
    const [{ filename }] = JSON.parse(execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], NPM));
    execFileSync('tar', ['-xzf', join(folder, filename), '-C', folder]);
    for (const path of productionPackages()) {
      // Copied, not linked: a link would find the development dependencies beside its target.
      if (!path.includes('/node_modules/', 'node_modules/'.length)) cpSync(join(ROOT, path), join(home, path), { recursive: true });
    }
  });

  test('runs the demo with production dependencies only', () => {
    expect(existsSync(join(home, 'node_modules/vitest'))).toBe(false);
    const work = join(folder, 'work');
    mkdirSync(work);
    const stdout = execFileSync(process.execPath, [join(home, 'dist/src/cli/main.js'), 'demo', '--quiet'], {
      cwd: work,
      encoding: 'utf8',
      env: isolatedEnvironment(),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(stdout).toMatch(/^\$[\d,]+\.\d\d a month of savings found\. /m);
    expect(readdirSync(join(work, 'fleet-report')).sort()).toEqual([
      'findings.csv',
      'report.html',
      'report.json',
      'report.md',
      'snapshot.json.gz',
    ]);
    // The package itself was only read: its folder may be mounted read-only.
    expect(readdirSync(home)).not.toContain('fleet-report');
  });

  test('holds no test, no source map of a path elsewhere, and no file of a machine', () => {
    const files = execFileSync('find', [home, '-type', 'f', '-not', '-path', '*/node_modules/*'], { encoding: 'utf8' }).split('\n');
    expect(files.filter((file) => /\.test\.|\/test\/|\/bench\//.test(file))).toEqual([]);
    expect(files.filter((file) => file.endsWith('.js')).length).toBeGreaterThan(100);
  });
});

describe('the Dockerfile', () => {
  const text = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
  const stages = text.split(/^FROM /m).slice(1);
  const last = stages.at(-1) ?? '';

  test('is multi-stage on one pinned line of Node, and ships production dependencies only', () => {
    expect(stages.length).toBeGreaterThan(1);
    expect(new Set(stages.map((stage) => stage.split(/\s/, 1)[0]))).toEqual(new Set(['node:26-slim']));
    expect(text).toMatch(/npm ci --omit=dev/);
    expect(last).not.toMatch(/^RUN npm/m);
    expect(last).not.toMatch(/^COPY .*(test|bench|scripts|\.git)/m);
  });

  test('runs as a user without privileges in the one folder it may write', () => {
    const user = last.lastIndexOf('\nUSER node');
    expect(user).toBeGreaterThan(0);
    expect(last.slice(user)).not.toMatch(/^USER root/m);
    expect(last).toMatch(/chown node:node \/work/);
    expect(last).toMatch(/^WORKDIR \/work$/m);
  });

  test('starts the command line that the package names as its bin', () => {
    const { bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(last).toContain(`ENTRYPOINT ["node", "/opt/fleet-auditor/${bin['fleet-auditor']}"]`);
  });

  test('copies only what the context lets in', () => {
    const allowed = readFileSync(join(ROOT, '.dockerignore'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const copied = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources = '']) => sources.split(' '));
    expect(copied.length).toBeGreaterThan(3);
    for (const source of copied) expect(allowed).toContain(source.replace('./', ''));
  });
});
