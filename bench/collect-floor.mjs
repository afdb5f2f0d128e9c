// Floors of a collection, from the calls that it made: how soon AWS's quotas could have let them through, and how long the
// calls that wait for each other take one after the other.
import { readFileSync } from 'node:fs';

/** Token buckets as AWS publishes them; the endpoint's, written apart from the tool's. */
const BUCKETS = [
  [/^EC2Client DescribeRegions/, 'regions', 100, 20],
  [/^EC2Client DescribeInstances/, 'instances', 100, 20],
  [/^EC2Client/, 'types', 100, 20],
  [/^ECSClient .*Cluster/, 'clusters', 50, 20],
  [/^ECSClient .*Services/, 'services', 100, 20],
  [/^ECSClient .*(Tasks|ContainerInstances)/, 'tasks', 100, 20],
  [/^ECSClient/, 'definitions', 50, 20],
  [/^LambdaClient/, 'lambda', 15, 15],
  [/^ResourceGroupsTagging/, 'tagging', 10, 5],
  [/^ApplicationAutoScaling.*Targets/, 'targets', 20, 10],
  [/^ApplicationAutoScaling.*Policies/, 'policies', 20, 10],
  [/^ApplicationAutoScaling/, 'actions', 20, 10],
  [/^AutoScaling/, 'groups', 20, 10],
  [/ListMetrics/, 'listing', 25, 25],
];
const POINTS = { burst: 396_000, rate: 396_000 };

const secondsOf = ({ input }) => (Date.parse(input.EndTime) - Date.parse(input.StartTime)) / 1e3;
const pointsOf = (call) =>
  call.input.MetricDataQueries.reduce((points, { MetricStat }) => points + Math.ceil(secondsOf(call) / MetricStat.Period), 0);
const nameOf = ({ client, command }) => `${client} ${command}`;

export function readCalls(file) {
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Identity and regions, inventory, the quota, first pass, second pass: each needs the one before it. */
function stagesOf(calls) {
  const metrics = calls.filter(({ command }) => command === 'GetMetricDataCommand');
  const longest = Math.max(...metrics.map(secondsOf));
  const isPreflight = ({ command }) => /GetCallerIdentity|DescribeRegions|AssumeRole/.test(command);
  return {
    preflight: calls.filter(isPreflight),
    inventory: calls.filter((call) => !metrics.includes(call) && !isPreflight(call) && call.command !== 'GetServiceQuotaCommand'),
    quota: calls.filter(({ command }) => command === 'GetServiceQuotaCommand'),
    first: metrics.filter((call) => secondsOf(call) === longest),
    second: metrics.filter((call) => secondsOf(call) < longest),
  };
}

/** Seconds until the last of `amount` tokens is there. */
const wait = (amount, { burst, rate }, share) => Math.max(0, amount - burst * share) / (rate * share);

/**
 * Seconds that the quotas hold the recorded calls back at least, with a share of each quota and `metricRate` GetMetricData requests a
 * second, all buckets full at the start; no time for the answers themselves. The first pass runs beside the inventory, the second needs
 * the end of both.
 */
export function quotaFloorSeconds(calls, metricRate, share) {
  const { inventory, first, second } = stagesOf(calls);
  const drawn = new Map();
  for (const call of inventory) {
    const bucket = BUCKETS.find(([pattern]) => pattern.test(nameOf(call)));
    if (bucket === undefined) throw new Error(`no bucket for ${nameOf(call)}`);
    const [, key, burst, rate] = bucket;
    drawn.set(key, { burst, rate, amount: (drawn.get(key)?.amount ?? 0) + 1 });
  }
  const listed = Math.max(...[...drawn.values()].map(({ amount, ...bucket }) => wait(amount, bucket, share)));
  const requests = { burst: metricRate, rate: metricRate };
  const charged = (some) => some.reduce((points, call) => points + Math.min(pointsOf(call), 100_800), 0);
  // The last request of a pass may leave while there is any credit, so that its own points need not be there.
  const of = (some) => Math.max(wait(some.length, requests, share), wait(charged(some) - 100_800, POINTS, share));
  return Math.max(Math.max(listed, of(first)) + of(second), of([...first, ...second]));
}

/** Calls that follow each other by a token, or that ask about the same thing: one sum of seconds each. */
function chains(calls) {
  const sums = new Map();
  for (const call of calls) {
    const { NextToken, nextToken, Marker, PaginationToken, ...rest } = call.input;
    const key = `${nameOf(call)} ${JSON.stringify(rest)}`;
    sums.set(key, (sums.get(key) ?? 0) + (call.end - call.start) / 1e3);
  }
  return [...sums.values()];
}

/** Seconds of the longest chain of calls of which each needs the answer of the one before. */
export function longestChainSeconds(calls) {
  const { preflight, inventory, quota, first, second } = stagesOf(calls);
  const sum = (some) => some.reduce((total, { start, end }) => total + (end - start) / 1e3, 0);
  return sum(preflight) + Math.max(0, ...chains(inventory)) + sum(quota) + Math.max(0, ...chains(first)) + Math.max(0, ...chains(second));
}
