import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judgeForReport, loadRules, writeReports } from '../../src/index.js';
import { emptyFolder } from '../support/cli.js';
import { BUCKET, fleet, LAST_WEEK, MANAGEMENT, member, Site, THIS_WEEK } from './organization-site.js';

const REPORTS = 'fleet-auditor/reports/latest';
const named = (command: readonly string[], part: string): boolean => command.some((word) => word.endsWith(`/parts/${part}`));

/** The snapshot with another header's figures of what the collection did, which alone may differ between two runs. */
function withRunOf(snapshot: Buffer, other: Buffer): Buffer {
  const [header = '{}', ...lines] = gunzipSync(snapshot).toString('utf8').split('\n');
  const { run } = JSON.parse(gunzipSync(other).toString('utf8').split('\n', 1)[0] ?? '{}');
  return gzipSync([JSON.stringify({ ...JSON.parse(header), run }), ...lines].join('\n'));
}

describe('a week in the life of an organization', () => {
  let site: Site;
  beforeAll(async () => {
    // Last week's run leaves its report in the bucket; this week's fleet has two idle instances more in every account.
    const before = await Site.start(fleet(1, LAST_WEEK));
    await before.run({ name: 'last-week', startTime: LAST_WEEK });
    site = await Site.start(fleet(3, THIS_WEEK));
    for (const key of await before.keys('fleet-auditor/reports/')) {
      await site.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: await before.bytes(key) }));
    }
    expect((await before.published()).map(({ message }) => message)).toEqual([
      expect.stringContaining('4 accounts, 14 days to 2026-10-07'),
    ]);
    await before.stop();
  });
  afterAll(() => site.stop());

  test('lists, audits in batches, joins, reports, compares with last week and tells; a batch that ran twice is told', async () => {
    const said = await site.run({ name: 'this-week', startTime: THIS_WEEK }, (command) => (named(command, member(2)) ? 'twice' : null));
    expect(said.list).toContain(`${member(6)}: not audited: the account is suspended`);
    const accounts = JSON.parse(await site.text('fleet-auditor/runs/this-week/latest/accounts.json'));
    expect(accounts).toHaveLength(4);
    expect(accounts[0]).toEqual({ id: MANAGEMENT, name: 'management' });
    expect((await site.keys('fleet-auditor/runs/this-week/parts/')).filter((key) => key.endsWith('latest/snapshot.json.gz'))).toHaveLength(
      3,
    );
    expect(said.report).toContain(`collected more than once, with the same result: the part of ${member(2)}, ${member(3)}`);

    const report = JSON.parse(await site.text(`${REPORTS}/report.json`));
    expect(report.accounts.map(({ name }: { name: string }) => name)).toEqual(['management', 'team-1', 'team-2', 'team-3']);
    expect(report.coverage.filter(({ status }: { status: string }) => status === 'failed')).toEqual([]);
    // Two idle instances more than last week in each of four accounts; whatever is found on what was there last week stands.
    const { new: added, resolved } = report.changes.totals;
    expect(resolved).toBe(0);
    const found = report.changes.newFindings.map(({ resource }: { resource: { id: string } }) => resource.id);
    expect(new Set(found).size).toBe(8);
    const [message] = await site.published();
    expect(message?.subject).toMatch(/^fleet-auditor: \d+ findings/);
    expect(message?.message).toContain(`Since the run before: ${added} new, 0 resolved`);
    expect(message?.message).not.toContain('Incomplete');
    expect(said.report).toContain('"Incomplete":0');
  });

  test('gives what one run of all accounts gives', async () => {
    const [whole, list] = [emptyFolder(), join(emptyFolder(), 'accounts.json')];
    writeFileSync(list, await site.text('fleet-auditor/runs/this-week/latest/accounts.json'));
    const collected = await site.cli('collect', [
      'collect',
      '--accounts',
      list,
      '--regions',
      'eu-west-1,us-east-1',
      '--end',
      THIS_WEEK,
      '--output',
      whole,
    ]);
    expect(collected.code).toBe(0);
    const one = readFileSync(join(whole, 'snapshot.json.gz'));
    const merged = await site.bytes(`${REPORTS}/snapshot.json.gz`);
    const afterHeader = (snapshot: Buffer): string => gunzipSync(snapshot).toString('utf8').replace(/^.*\n/, '');
    expect(afterHeader(merged) === afterHeader(one)).toBe(true);
    const rules = await loadRules();
    const [a = '', b = ''] = await Promise.all(
      [one, withRunOf(merged, one)].map(async (snapshot) => {
        const folder = emptyFolder();
        mkdirSync(join(folder, 'in'));
        writeFileSync(join(folder, 'in', 'snapshot.json.gz'), snapshot);
        await writeReports(await judgeForReport(join(folder, 'in'), rules), rules, {
          formats: ['html', 'markdown', 'json', 'csv'],
          output: folder,
        });
        return folder;
      }),
    );
    for (const name of ['report.html', 'report.md', 'report.json', 'findings.csv']) {
      expect(readFileSync(join(a, name), 'utf8') === readFileSync(join(b, name), 'utf8'), name).toBe(true);
    }
  });

  test('tells the accounts of a batch that never arrived, in the report and the message; the rest stands', async () => {
    const said = await site.run({ name: 'again', startTime: THIS_WEEK }, (command) => (named(command, member(2)) ? 'fails' : null));
    expect(said.report).toContain(`never arrived: account ${member(2)}, ${member(3)}`);
    const report = JSON.parse(await site.text(`${REPORTS}/report.json`));
    expect(report.accounts).toHaveLength(2);
    const lost = report.coverage.filter(({ status }: { status: string }) => status === 'failed');
    expect(lost.map(({ accountId, detail }: Record<string, string>) => [accountId, detail])).toEqual(
      [2, 3].map((number) => [member(number), 'the part of the run that this belongs to never arrived']),
    );
    expect(await site.text(`${REPORTS}/report.md`)).toContain(`Accounts of the run that never arrived: ${member(2)}, ${member(3)}.`);
    expect((await site.published()).at(-1)?.message).toMatch(/Incomplete: 2 steps have gaps/);
    expect(said.report).toContain('"Incomplete":1');
    // What was found there last time is not called resolved.
    expect(report.changes.totals.resolved).toBe(0);
  });
});
