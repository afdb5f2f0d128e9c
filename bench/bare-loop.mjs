// What the SDK alone costs: sends the calls that a collection has recorded with the same clients, options and concurrency,
// and drops the answers. `node bench/bare-loop.mjs RECORD_FILE URL` prints the CPU seconds that took, start of the process included.
import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import pLimit from 'p-limit';

const PACKAGES = {
  ApplicationAutoScalingClient: 'application-auto-scaling',
  AutoScalingClient: 'auto-scaling',
  CloudWatchClient: 'cloudwatch',
  EC2Client: 'ec2',
  ECSClient: 'ecs',
  LambdaClient: 'lambda',
  ResourceGroupsTaggingAPIClient: 'resource-groups-tagging-api',
  STSClient: 'sts',
  ServiceQuotasClient: 'service-quotas',
};
const [file, endpoint] = process.argv.slice(2);
const cpuSeconds = () => (process.cpuUsage().user + process.cpuUsage().system) / 1e6;

const readingFrom = cpuSeconds();
const times = (key, value) => (key === 'StartTime' || key === 'EndTime' ? new Date(value) : value);
const calls = readFileSync(file, 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line, times));
/** As many calls of a command at once as the collection had under way at most. */
const widths = new Map();
for (const { command } of calls) {
  if (!widths.has(command)) widths.set(command, pLimit(Math.max(...calls.filter((c) => c.command === command).map((c) => c.width))));
}
const reading = cpuSeconds() - readingFrom;

const requestHandler = new NodeHttpHandler({ httpAgent: new Agent({ keepAlive: true, maxSockets: 512 }) });
const options = { region: 'us-east-1', endpoint, maxAttempts: 1, requestHandler };
const clients = new Map();
for (const name of new Set(calls.map(({ client }) => client))) {
  const sdk = await import(`@aws-sdk/client-${PACKAGES[name]}`);
  clients.set(name, { sdk, client: new sdk[name](options) });
}
const started = performance.now();
await Promise.all(
  calls.map(({ client: name, command, input }) =>
    widths.get(command)(async () => {
      const { sdk, client } = clients.get(name);
      await client.send(new sdk[command](input));
    }),
  ),
);
const wallSeconds = (performance.now() - started) / 1e3;
console.log(JSON.stringify({ cpuSeconds: cpuSeconds() - reading, wallSeconds, calls: calls.length }));
requestHandler.destroy();
