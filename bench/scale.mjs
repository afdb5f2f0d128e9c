// An organization on paper: `node bench/scale.mjs [--dist DIR] [--merge FILE]`. Measures one account of R12 over 17 regions on the simulated
// endpoint and the memory of merging generated shards (FILE: what bench/merge.mjs printed before), and writes what 500 such accounts come
// to into docs/scale.md, between its marks.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { collection, merging, rendering } from './collect-run.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DOCUMENT = join(ROOT, 'docs/scale.md');
const given = (name) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : null);
const dist = given('--dist') ?? `dist-bench-${process.pid}.tmp`;
const work = mkdtempSync(join(tmpdir(), 'fleet-auditor-scale-'));

/** The 17 regions that are on in every account. https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html */
const REGIONS =
  'ap-northeast-1,ap-northeast-2,ap-northeast-3,ap-south-1,ap-southeast-1,ap-southeast-2,ca-central-1,eu-central-1,eu-north-1,eu-west-1,eu-west-2,eu-west-3,sa-east-1,us-east-1,us-east-2,us-west-1,us-west-2';
const ACCOUNTS = 500;
const RESOURCES = 12_000;
/** As deploy/organization has them unless told otherwise. */
const TASK = { accounts: 10, atOnce: 20, vcpu: 1, gib: 4, shares: 4 };
const REPORT = { vcpu: 2, gib: 16 };
/** US dollars an hour of Fargate on Arm in us-east-1, list. https://aws.amazon.com/fargate/pricing/ */
const VCPU_HOUR = 0.03238;
const GIB_HOUR = 0.00356;
/** US dollars for 1,000 metrics of GetMetricData. https://aws.amazon.com/cloudwatch/pricing/ */
const METRICS_1000 = 0.01;

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
const fargateUsd = ({ vcpu, gib }, seconds) => ((vcpu * VCPU_HOUR + gib * GIB_HOUR) * seconds) / 3_600;
const minutes = (seconds) => `${(seconds / 60).toFixed(0)} min`;
const usd = (amount) => `${amount.toFixed(2)} USD`;
const thousands = (count) => Math.round(count).toLocaleString('en-US');

/** Lines of bench/merge.mjs as numbers. */
function mergeLines(text) {
  const pattern =
    /(\d+) shards of ([\d,]+) records, ([\d.]+) MB merged: merge (\d+) MB, ([\d.]+) s CPU(?:; report (\d+) MB, ([\d.]+) s CPU)?/g;
  return [...text.matchAll(pattern)].map(([, shards, records, size, mergeMb, mergeCpu, reportMb]) => ({
    shards: Number(shards),
    records: Number(records.replaceAll(',', '')),
    size: Number(size),
    mergeMb: Number(mergeMb),
    mergeCpu: Number(mergeCpu),
    reportMb: reportMb === undefined ? null : Number(reportMb),
  }));
}

try {
  if (given('--dist') === null) execFileSync(process.execPath, ['scripts/build.mjs', '--into', dist], { cwd: ROOT, stdio: 'inherit' });
  const one = await collection(dist, join(work, 'account'), {
    server: { fleet: 'r12x17' },
    args: ['--regions', REGIONS, '--max-metric-cost', '50'],
  });
  if (one.code !== 0) throw new Error(`the collection ended with ${one.code}: ${one.stderr}`);
  const calls = sum(Object.values(one.calls).flatMap((outcomes) => Object.values(outcomes)));
  const throttled = sum(
    Object.values(one.calls).flatMap((outcomes) => Object.entries(outcomes).map(([name, count]) => (name === 'ok' ? 0 : count))),
  );
  const metrics = one.getMetricData.metricsBilled;
  const megabytes = statSync(join(one.folder, 'snapshot.json.gz')).size / 1e6;
  const merge = await merging(dist, one.folder);
  const report = await rendering(dist, one.folder);
  const mergeText =
    given('--merge') === null
      ? execFileSync(process.execPath, [join(ROOT, 'bench/merge.mjs'), '--dist', dist], { cwd: ROOT, encoding: 'utf8' })
      : readFileSync(given('--merge'), 'utf8');
  const merges = mergeLines(mergeText);

  const tasks = Math.ceil(ACCOUNTS / TASK.accounts);
  // Four accounts at a time share the task's vCPU: the longer of their work and of the quotas' floor, which the measured wall holds.
  const { cpuSeconds, wallSeconds, rssMb } = one.usage;
  const taskSeconds = Math.max((TASK.accounts * cpuSeconds) / TASK.vcpu, Math.ceil(TASK.accounts / TASK.shares) * wallSeconds) + 60;
  const waves = Math.ceil(tasks / TASK.atOnce);
  // Groups of parts are joined before all of them are: every record is read and written twice.
  const reportSeconds = ACCOUNTS * (report.cpuSeconds + 2 * merge.cpuSeconds) + 120;
  const totalSeconds = 120 + waves * taskSeconds + reportSeconds;
  // What judging keeps of one account stays; the rest of the process does not grow.
  const keptMb = Math.max(1, report.rssMb - (merges[0].reportMb ?? 0));
  const held = (gigabytes) => thousands(Math.floor((RESOURCES * gigabytes * 1e3) / keptMb / 1e4) * 1e4);
  const reportGb = (report.rssMb + (ACCOUNTS - 1) * keptMb) / 1e3;
  const cost = {
    cloudWatch: (ACCOUNTS * metrics * METRICS_1000) / 1_000,
    fargate: tasks * fargateUsd(TASK, taskSeconds) + fargateUsd(REPORT, reportSeconds),
  };

  const table = [
    '| one account, measured | |',
    '|---|---|',
    `| resources, regions | ${thousands(RESOURCES)} besides tasks, 17 |`,
    `| calls, of them throttled | ${thousands(calls)}, ${throttled} |`,
    `| metrics billed | ${thousands(metrics)} |`,
    `| wall, with AWS's quotas enforced and half of each used | ${wallSeconds.toFixed(0)} s |`,
    `| CPU of the collection | ${cpuSeconds.toFixed(1)} s |`,
    `| memory of the collection | ${rssMb.toFixed(0)} MB |`,
    `| snapshot | ${megabytes.toFixed(1)} MB |`,
    `| CPU, memory of merging it | ${merge.cpuSeconds.toFixed(1)} s, ${merge.rssMb.toFixed(0)} MB |`,
    `| CPU, memory of judging and rendering it | ${report.cpuSeconds.toFixed(1)} s, ${report.rssMb.toFixed(0)} MB |`,
    '',
    '| generated shards, measured | records | merged | memory of `merge` | CPU of `merge` | memory of `report` |',
    '|---:|---:|---:|---:|---:|---:|',
    ...merges.map(
      (row) =>
        `| ${row.shards} | ${thousands(row.records)} | ${row.size} MB | ${row.mergeMb} MB | ${row.mergeCpu} s | ${row.reportMb === null ? 'not measured' : `${row.reportMb} MB`} |`,
    ),
    '',
    '| 500 accounts, computed | | formula |',
    '|---|---:|---|',
    `| resources | ${thousands(ACCOUNTS * RESOURCES)} | 500 x 12,000 |`,
    `| calls | ${thousands(ACCOUNTS * calls)} | 500 x calls |`,
    `| tasks, of which at once | ${tasks}, ${TASK.atOnce} | 500 / 10 accounts a task |`,
    `| wall of a task | ${minutes(taskSeconds)} | max(10 x CPU / 1 vCPU, 3 x wall) + 1 min to start |`,
    `| wall of the report task | ${minutes(reportSeconds)} | 500 x (2 x CPU of merging + CPU of judging and rendering one) + 2 min |`,
    `| wall of the run | ${minutes(totalSeconds)} | 2 min to list + ${waves} waves of tasks + the report |`,
    `| memory of one report of all of them | at most ${reportGb.toFixed(0)} GB | that of one + 499 x (that of one - that of 10 generated shards) |`,
    `| resources in a report task of 16 GB, of 120 GB | ${held(16)}, ${held(120)} at least | 12,000 x memory / (that of one - that of 10 generated shards) |`,
    `| snapshots in S3 | ${(ACCOUNTS * megabytes) / 1e3 < 10 ? ((ACCOUNTS * megabytes) / 1e3).toFixed(1) : Math.round((ACCOUNTS * megabytes) / 1e3)} GB, and as much merged | 500 x snapshot |`,
    `| CloudWatch | ${usd(cost.cloudWatch)} | 500 x metrics x 0.01 USD / 1,000 |`,
    `| Fargate | ${usd(cost.fargate)} | ${tasks} tasks of 1 vCPU, 4 GB and one of 2 vCPU, 16 GB, on Arm |`,
  ].join('\n');
  const [begin, end] = ['<!-- figures: begin -->', '<!-- figures: end -->'];
  const document = readFileSync(DOCUMENT, 'utf8');
  const [before, rest] = [document.slice(0, document.indexOf(begin) + begin.length), document.slice(document.indexOf(end))];
  writeFileSync(DOCUMENT, `${before}\n${table}\n${rest}`);
  console.log(table);
} finally {
  if (given('--dist') === null) rmSync(join(ROOT, dist), { recursive: true, force: true });
  rmSync(work, { recursive: true, force: true });
}
