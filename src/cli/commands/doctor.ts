import { type Diagnosis, diagnose } from '../../index.js';
import { counted } from '../../model/quantity.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { rulesOf } from '../judging.js';
import { printable } from '../log.js';
import { delivered } from '../output.js';
import { scopeOf } from '../scope.js';
import { untilStopped } from '../signals.js';

/** `doctor`: what a run with these options would have, before it runs. */
export const run = delivered(async ({ options, log }): Promise<ExitCode> => {
  return untilStopped(
    (ending) => log.warn(`${ending}: stopping`),
    async (watch) => {
      const diagnosis = await diagnose({
        rules: await rulesOf(options),
        ...scopeOf(options),
        extras: options.with,
        lookbackDays: options.lookbackDays,
        quotaShare: options.quotaShare,
        signal: watch.signal,
      });
      process.stdout.write(options.json === true ? `${JSON.stringify(diagnosis, null, 2)}\n` : diagnosisText(diagnosis));
      return watch.code() ?? (diagnosis.ready ? EXIT.done : EXIT.incomplete);
    },
  );
});

type Account = Diagnosis['accounts'][number];

function diagnosisText(diagnosis: Diagnosis): string {
  const { accounts, gaps } = diagnosis;
  const lines = [
    ...accounts.flatMap((account) => accountLines(account, accounts.length === 1)),
    ...table(
      gaps.map(({ accountId, region, service, step, status, detail }) => [accountId, region, `${service}:${step}`, status, detail ?? '']),
    ),
    ...(gaps.length > 0 ? [''] : []),
    ...facts(diagnosis),
    '',
    ...verdict(diagnosis),
  ];
  return `${lines.map(printable).join('\n')}\n`;
}

/** Of many accounts only what is not as it should be is listed. */
function accountLines({ accountId, name, callerArn, regions, triedIn, actions }: Account, all: boolean): string[] {
  const shown = all ? actions : actions.filter(({ status }) => status !== 'allowed');
  const allowed = actions.filter(({ status }) => status === 'allowed').length;
  const rows = shown.map(({ action, status, needed, detail }) => [`  ${action}`, status, needed ? 'needed' : 'optional', detail ?? '']);
  return [
    `account   ${accountId}${name === null ? '' : ` (${name})`} as ${callerArn}`,
    `regions   ${regions.length === 0 ? 'none' : `${regions.length}: ${regions.join(', ')}`}`,
    triedIn === null ? 'no region is left to try anything in' : `actions   ${allowed} of ${actions.length} allowed, tried in ${triedIn}`,
    ...table(rows),
    '',
  ];
}

function facts({ accounts, accountsAsked, accountsLeftOut, prices, quotaShare, run }: Diagnosis): string[] {
  const rates = [...new Set(accounts.map(({ metricRequestsPerSecond }) => metricRequestsPerSecond))].sort((a, b) => a - b);
  const leftOut = accountsLeftOut === 0 ? '' : `; ${accountsLeftOut} left out, which are suspended or being closed`;
  const lines = [
    ...(accountsAsked === 1 ? [] : [`accounts  ${accounts.length} of ${accountsAsked} can be audited${leftOut}`]),
    `quotas    ${rates.join(' or ')} GetMetricData requests a second; a run uses ${quotaShare * 100} % of every quota`,
    `prices    of ${prices.asOf}, ${counted(prices.ageDays, 'day')} old: ${prices.sources.join('; ')}`,
  ];
  if (run === null) return lines;
  const least = run.whole ? '' : ', more once the whole inventory can be read';
  return [
    ...lines,
    `inventory ${run.inventoryCalls} calls, which are free, in ${run.inventorySeconds.toFixed(1)} s`,
    `metrics   ${run.metrics} in ${run.metricCalls} calls, at most ${run.costUsd.toFixed(4)} USD, about ${Math.ceil(run.metricSeconds)} s${least}`,
  ];
}

function verdict({ ready, missing, lacking }: Diagnosis): string[] {
  if (missing.length === 0) return [ready ? 'All that an audit needs is there.' : 'Something that an audit needs is missing: see above.'];
  const whose = lacking.length === 1 ? `the policy of ${lacking[0]}` : `the policies of ${lacking.join(', ')}`;
  const what = ready
    ? `All that an audit needs is there; this, added to ${whose}, would allow the rest:`
    : `Something that an audit needs is missing. Add to ${whose}:`;
  return [what, ...JSON.stringify({ Version: '2012-10-17', Statement: missing }, null, 2).split('\n')];
}

/** Columns as wide as their widest cell; the last one is as long as it is. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  return rows.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
