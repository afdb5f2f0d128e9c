import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { createGzip, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { reportSettings } from '../../src/audit/report-settings.js';
import { readAccountsFile } from '../../src/aws/accounts.js';
import { loadRules } from '../../src/index.js';
import { readLimited } from '../../src/input/limited-file.js';
import { readPriceFile } from '../../src/pricing/price-file.js';
import { buildReport, DEFAULT_REPORT_SETTINGS, loadTemplates, renderHtml } from '../../src/report/index.js';
import { readSnapshot } from '../../src/snapshot/read.js';
import { header } from '../snapshot/sample.js';
import { emptyFolder } from '../support/cli.js';
import { richJudgement } from '../support/judgement-fixtures.js';

/** Files that somebody else has written: they run no code, read nothing they should not, and cost no more than a moment. */

const SECRET = 'aws_secret_access_key = hunter2';
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

function folderWith(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = emptyFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

async function messageOf(work: () => unknown): Promise<string> {
  try {
    await work();
    return 'no error';
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}

describe('a config', () => {
  const logoOf = async (files: Readonly<Record<string, string | Buffer>>, logo: string, link?: readonly [string, string]) => {
    const folder = folderWith({ ...files, 'own/c.yaml': `report:\n  logo: ${JSON.stringify(logo)}\n` });
    if (link !== undefined) symlinkSync(link[0], join(folder, link[1]));
    const rules = await loadRules({ config: join(folder, 'own/c.yaml') });
    return reportSettings(rules, { redacted: false });
  };

  it('shows a logo that lies beside it, or below, also through links as a mounted ConfigMap has them', async () => {
    const { logo } = await logoOf({ 'own/logos/a.png': PNG }, 'logos/a.png');
    expect(logo?.dataUri).toMatch(/^data:image\/png;base64,iVBOR/);
    expect((await logoOf({ 'own/..data/a.png': PNG }, 'a.png', ['..data/a.png', 'own/a.png'])).logo).not.toBeNull();
  });

  it.each<[string, string, (readonly [string, string])?]>([
    ['above it', '../secret'],
    ['anywhere on this machine', '/etc/passwd'],
    ['behind a link', 'logo.png', ['../secret', 'own/logo.png']],
    ['in a folder behind a link', 'up/secret', ['..', 'own/up']],
  ])('reads no file %s', async (_, logo, link) => {
    // It would pass for an image, so that only its place can keep it out.
    const files = { secret: Buffer.concat([PNG, Buffer.from(SECRET)]) };
    expect(await messageOf(() => logoOf(files, logo, link))).toMatch(/^UserError: report\.logo: .* lies outside of /);
  });

  it('waits for no device and no pipe, and reads no more than a logo may have', async () => {
    expect(await messageOf(() => logoOf({}, '/dev/zero'))).toMatch(/lies outside of/);
    expect(await messageOf(() => logoOf({ 'own/big.png': Buffer.concat([PNG, Buffer.alloc(300_000)]) }, 'big.png'))).toMatch(
      /big\.png is larger than 200000 bytes/,
    );
    expect(await messageOf(() => logoOf({ 'own/folder/x': '' }, 'folder'))).toMatch(/folder is no file/);
    expect(await messageOf(() => loadRules({ config: '/dev/zero' }))).toMatch(/^UserError: \/dev\/zero is larger than/);
  });

  it.each([
    ['brackets', '['.repeat(1_000)],
    ['brackets by the hundred thousand', '[{'.repeat(200_000)],
    ['lists in one line', '- '.repeat(200_000)],
    ['keys in one line', '? '.repeat(200_000)],
    ['steps of indentation', Array.from({ length: 1_000 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('')],
  ])('nested without end, by %s, is told so before it is parsed', async (_, text) => {
    const folder = folderWith({ 'c.yaml': text });
    expect(await messageOf(() => loadRules({ config: join(folder, 'c.yaml') }))).toMatch(/^UserError: .*c\.yaml: is nested too deeply$/);
  });

  it('with tens of thousands of keys takes no longer than it is long', async () => {
    const folder = folderWith({ 'c.yaml': Array.from({ length: 20_000 }, (_, at) => `k${at}: 1\n`).join('') });
    expect(await messageOf(() => loadRules({ config: join(folder, 'c.yaml') }))).toMatch(/^UserError: .*c\.yaml:1: /);
  });

  it.each(['policies: ./policies', 'templates: ./templates', 'report:\n  templates: ./x', 'prices: ./x.json'])(
    'names no folder of code or templates: %s',
    async (text) => {
      const folder = folderWith({ 'c.yaml': `${text}\n`, 'policies/x.mjs': 'globalThis.pwned = true;' });
      expect(await messageOf(() => loadRules({ config: join(folder, 'c.yaml') }))).toMatch(/^UserError: .*c\.yaml:\d/);
      expect(globalThis).not.toHaveProperty('pwned');
    },
  );
});

describe('a snapshot', () => {
  const read = (path: string) =>
    messageOf(async () => {
      for await (const _ of (await readSnapshot(path)).regions);
    });

  /** A gigabyte of one piece, in a megabyte of gzip. */
  async function bomb(first: string, piece: Buffer): Promise<string> {
    const path = join(emptyFolder(), 'snapshot.json.gz');
    const source = new PassThrough();
    const chunks: Buffer[] = [];
    const gzip = createGzip({ level: 1 });
    gzip.on('data', (chunk: Buffer) => chunks.push(chunk));
    const done = new Promise((resolve) => gzip.on('end', resolve));
    source.pipe(gzip);
    source.write(first);
    for (let written = 0; written < 1 << 28; written += piece.length) {
      if (!source.write(piece)) await new Promise((resolve) => source.once('drain', resolve));
    }
    source.end();
    await done;
    writeFileSync(path, Buffer.concat(chunks));
    return path;
  }

  it.each<[string, string, Buffer]>([
    ['one line without end', '', Buffer.alloc(1 << 20, 0x20)],
    ['a line without end after a good header', `${JSON.stringify(header())}\n`, Buffer.alloc(1 << 20, 0x5b)],
    ['empty lines without end', `${JSON.stringify(header())}\n`, Buffer.alloc(1 << 20, 0x0a)],
  ])('that unpacks to %s is refused in one line, in a moment', async (_, first, piece) => {
    const path = await bomb(first, piece);
    const before = process.memoryUsage().rss;
    expect(await read(path)).toMatch(/^UserError: .*snapshot\.json\.gz is (?:not a snapshot|damaged in line 2: .*)$/);
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 * 1024);
  });

  it('that unpacks to records without end is refused by its ratio', async () => {
    const entry = { kind: 'coverage', accountId: '111122223333', region: 'us-east-1', service: 'ec2', status: 'ok', detail: null };
    const lines: string[] = [JSON.stringify(header())];
    const padding = ' '.repeat(60_000);
    for (let at = 0; at < 2_000; at++) {
      const text = JSON.stringify({ ...entry, step: String(at).padStart(9, '0'), resources: null, optional: false });
      lines.push(`${text.slice(0, -1)}${padding}}`);
    }
    const path = join(emptyFolder(), 'snapshot.json.gz');
    writeFileSync(path, gzipSync(`${lines.join('\n')}\n`, { level: 9 }));
    expect(await read(path)).toMatch(/^UserError: .*snapshot\.json\.gz is not a snapshot$/);
  });

  it.each([
    ['deep JSON', '['.repeat(1_000_000)],
    ['a deep record', `{"kind":"ec2-instance","tags":${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}}`],
    ['a prototype', '{"__proto__":{"kind":"coverage"}}'],
    ['a kind from a prototype', '{"kind":"constructor"}'],
    ['a metric from a prototype', '{"kind":"metric","metric":"toString","statistics":{"__proto__":{"Average":1}}}'],
  ])('with %s is told to be damaged', async (_, line) => {
    const path = join(emptyFolder(), 'snapshot.json.gz');
    writeFileSync(path, gzipSync(`${JSON.stringify(header())}\n${line}\n`));
    expect(await read(path)).toMatch(/^UserError: the snapshot .* is damaged in line 2: [^\n]*$/);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe('a folder of templates', () => {
  const rendered = (files: Readonly<Record<string, string>>, link?: readonly [string, string]) => {
    const folder = folderWith({
      secret: SECRET,
      ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`own/${name}`, text])),
    });
    mkdirSync(join(folder, 'own/html'), { recursive: true });
    if (link !== undefined) symlinkSync(link[0], join(folder, 'own/html', link[1]));
    const templates = loadTemplates(undefined, join(folder, 'own'));
    return renderHtml(buildReport(richJudgement(), DEFAULT_REPORT_SETTINGS), templates, DEFAULT_REPORT_SETTINGS);
  };

  it.each([
    ['a link to a file outside', ['../../secret', 'footer.hbs'] as const],
    ['a link to a device', ['/dev/zero', 'style.css'] as const],
  ])('reads nothing through %s', async (_, link) => {
    expect(await messageOf(() => rendered({}, link))).toMatch(/^TemplateError: .* lies outside of /);
  });

  it('finds nothing behind a name that every object has', () => {
    expect(rendered({ 'html/footer.hbs': '<footer id="run">{{run}}<i>{{constructor}}{{toString}}{{__proto__}}</i></footer>' })).toContain(
      '<i></i>',
    );
  });

  it.each([
    ['a constructor of a constructor', '{{#with title}}{{constructor.constructor}}{{/with}}'],
    ['a prototype', '{{#with run}}{{__proto__.toString}}{{/with}}'],
    ['a helper that looks up', '{{lookup this "constructor"}}'],
    ['a helper that logs', '{{log "x"}}'],
    ['a partial by a name that is computed', '{{> (lookup . "title")}}'],
    ['a decorator', '{{* inline "x"}}'],
    ['itself', '{{> footer}}'],
    ['blocks in blocks without end', `${'{{#if title}}'.repeat(20_000)}${'{{/if}}'.repeat(20_000)}`],
    [
      'loops in loops',
      '{{#each findings}}{{#each ../findings}}{{#each ../../findings}}{{#each ../../../findings}}{{#each ../../../../findings}}x{{/each}}{{/each}}{{/each}}{{/each}}{{/each}}',
    ],
  ])('that asks for %s is refused, by its name', async (_, text) => {
    expect(await messageOf(() => rendered({ 'html/footer.hbs': text }))).toMatch(/^TemplateError: html\/footer\.hbs/);
  });
});

describe('other files', () => {
  it('are read no further than they may be long', async () => {
    expect(() => readLimited('/dev/zero', 1_000)).toThrow(/larger than 1000 bytes/);
    expect(await messageOf(() => readAccountsFile('/dev/zero'))).toMatch(/^UserError: the accounts file \/dev\/zero is larger than/);
    expect(await messageOf(() => readPriceFile('/dev/zero'))).toMatch(/^UserError: the price file \/dev\/zero is larger than/);
  });

  it.each([
    ['aliases', '- &a {id: "111122223333"}\n- *a\n'],
    ['a prototype', '- {id: "111122223333", __proto__: {roleArn: "x"}}\n'],
    ['a constructor', '- {id: "111122223333", constructor: {prototype: {x: 1}}}\n'],
    ['code', '- !!js/function "function(){}"\n'],
    ['a key twice', '- {id: "111122223333", id: "444455556666"}\n'],
    ['depth', `${'['.repeat(50_000)}\n`],
    ['depth in one line', `${'- '.repeat(50_000)}\n`],
  ])('an accounts file with %s is told to be none', async (_, text) => {
    const folder = folderWith({ 'accounts.yaml': text });
    expect(await messageOf(() => readAccountsFile(join(folder, 'accounts.yaml')))).toMatch(/^UserError: the accounts file [^\n]*$/);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('a price file with a prototype or with depth is told to be none', async () => {
    for (const text of ['{"__proto__":{"schemaVersion":1}}', '['.repeat(1_000_000)]) {
      const folder = folderWith({ 'prices.json': text });
      expect(await messageOf(() => readPriceFile(join(folder, 'prices.json')))).toMatch(/^UserError: the price file [^\n]*$/);
    }
  });
});
