// What a snapshot holds, held against what was asked for.
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The header, records by kind, and steps that saw less than there was. */
export async function snapshotFacts(dist, folder) {
  const load = (path) => import(pathToFileURL(join(ROOT, dist, path)).href);
  const { readSnapshot } = await load('src/snapshot/read.js');
  const { openSeries } = await load('src/policy/open-series.js');
  const rules = await (await load('src/index.js')).loadRules();
  const { header, regions } = await readSnapshot(join(folder, 'snapshot.json.gz'));
  const { window, scalarWindow, accounts } = header;
  const facts = { header, kinds: {}, gaps: [], unread: 0, open: 0, series: 0 };
  for await (const block of regions) {
    for (const { kind } of block.resources) facts.kinds[kind] = (facts.kinds[kind] ?? 0) + 1;
    facts.gaps.push(...block.coverage.filter(({ status }) => status !== 'ok' && status !== 'empty'));
    const records = [...block.metrics];
    const firstPass = records.map((record) => ({ ...record, series: [] }));
    facts.unread += firstPass.filter(({ status }) => !['ok', 'zero', 'no-data'].includes(status)).length;
    const settings = { config: rules.config, prices: rules.prices, window, scalarWindow, accounts };
    const wanted = openSeries({ ...block, metrics: firstPass }, rules.policies, settings);
    facts.open += new Set(wanted.map(({ resource, metric, variant }) => `${resource.kind} ${resource.id} ${metric} ${variant}`)).size;
    facts.series += records.filter(({ series }) => series.length > 0).length;
  }
  return facts;
}
