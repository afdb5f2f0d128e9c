// Memory of `merge` and of `report` on what it writes, by the number of shards: `node bench/merge.mjs [--shards 10,100,500]
// [--records N] [--dist DIR] [--keep DIR]`. Shards are generated: 17 regions of 500 accounts, dealt out by the hash that --shard uses, so
// that all of them are interleaved, which is the worst order there is for a merge.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const given = (name, otherwise) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : otherwise);
const counts = given('--shards', '10,100,500').split(',').map(Number);
const recordsPerRegion = Number(given('--records', '60'));
const built = given('--dist', null);
const dist = built ?? `dist-bench-${process.pid}.tmp`;
const work = given('--keep', null) ?? mkdtempSync(join(tmpdir(), 'fleet-auditor-merge-'));

const REGIONS =
  'ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-southeast-1 ap-southeast-2 ca-central-1 eu-central-1 eu-north-1 eu-west-1 eu-west-2 eu-west-3 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2'.split(
    ' ',
  );
const PLACES_PER_SHARD = 17;
/** Judging takes minutes beyond. */
const MOST_REPORTED = 100;

if (built === null) execFileSync(process.execPath, ['scripts/build.mjs', '--into', dist], { cwd: ROOT, stdio: 'inherit' });
const load = (path) => import(pathToFileURL(join(ROOT, dist, path)).href);
const { SnapshotWriter } = await load('src/snapshot/write.js');
const { shardOf } = await load('src/snapshot/shard.js');
const { readSnapshot } = await load('src/snapshot/read.js');

/** A true snapshot's header, and one function of it with its metrics, to make the records of every shard from. */
async function sample() {
  const { header, regions } = await readSnapshot(join(ROOT, 'test/golden/snapshot.json.gz'));
  for await (const { resources, metrics, coverage } of regions) {
    for (const resource of resources.filter(isFunction)) {
      const own = [...metrics].filter(({ resourceKind, id }) => resourceKind === resource.kind && id === resource.id);
      if (own.length > 2) return { header, block: { resources: [resource], metrics: own, coverage } };
    }
  }
  throw new Error('the sample has no function with metrics');
}

const isFunction = ({ kind }) => kind === 'lambda-function';
const { header, block } = await sample();

function regionOf(accountId, region) {
  const place = { accountId, region };
  const each = Math.max(1, Math.round(recordsPerRegion / (1 + block.metrics.length)));
  const names = Array.from({ length: each }, (_, index) => `f-${index}`);
  return {
    ...place,
    resources: block.resources.flatMap((one) => names.map((id) => ({ ...one, ...place, id, functionName: id }))),
    metrics: block.metrics.flatMap((one) => names.map((id) => ({ ...one, ...place, id }))),
    coverage: block.coverage.map((one) => ({ ...one, ...place })),
  };
}

async function generate(folder, count) {
  let total = 0;
  const accounts = Array.from({ length: Math.ceil((count * PLACES_PER_SHARD) / REGIONS.length) }, (_, index) =>
    String(200000000000 + index),
  );
  const asked = Object.fromEntries(accounts.map((id) => [id, REGIONS]));
  const dealt = new Map(accounts.flatMap((id) => REGIONS.map((region) => [`${id} ${region}`, shardOf(id, region, count)])));
  for (let index = 1; index <= count; index += 1) {
    const writer = await SnapshotWriter.create(join(folder, `shard-${index}`, 'snapshot.json.gz'));
    const regions = {};
    for (const accountId of accounts) {
      regions[accountId] = REGIONS.filter((region) => dealt.get(`${accountId} ${region}`) === index);
      for (const region of regions[accountId]) {
        const records = regionOf(accountId, region);
        total += records.resources.length + records.metrics.length + records.coverage.length;
        await writer.addRegion(records);
      }
    }
    const own = { partition: 'aws', name: null, environment: null };
    await writer.finish({
      ...header,
      accounts: accounts.map((accountId) => ({ accountId, ...own })),
      regions,
      asked,
      shard: { index, count },
    });
  }
  return { records: total, shards: Array.from({ length: count }, (_, index) => join(folder, `shard-${index + 1}`)) };
}

function measured(args) {
  const usage = join(work, 'usage.json');
  const main = join(ROOT, dist, 'src/cli/main.js');
  const command = ['--import', join(ROOT, 'bench/collect-preload.mjs'), main, ...args];
  const { status, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8', env: { ...process.env, USAGE_FILE: usage } });
  if (status !== 0) throw new Error(`${args[0]} ended with ${status}: ${stderr}`);
  return JSON.parse(readFileSync(usage, 'utf8'));
}

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
try {
  for (const count of counts) {
    const folder = join(work, `of-${count}`);
    mkdirSync(folder, { recursive: true });
    const { shards, records } = await generate(folder, count);
    const merged = join(folder, 'merged');
    const merge = measured(['merge', ...shards, '--output', merged]);
    const size = statSync(join(merged, 'snapshot.json.gz')).size;
    const report =
      count > MOST_REPORTED ? null : measured(['report', merged, '--format', 'json', '--quiet', '--output', join(folder, 'report')]);
    const figures = ({ rssMb, cpuSeconds }) => `${rssMb.toFixed(0)} MB, ${cpuSeconds.toFixed(1)} s CPU`;
    console.log(
      `${String(count).padStart(4)} shards of ${records.toLocaleString('en-US')} records, ${megabytes(size)} merged: merge ${figures(merge)}${report === null ? '' : `; report ${figures(report)}`}`,
    );
    rmSync(folder, { recursive: true });
  }
} finally {
  if (built === null) rmSync(join(ROOT, dist), { recursive: true, force: true });
  rmSync(work, { recursive: true, force: true });
}
