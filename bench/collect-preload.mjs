// Loaded ahead of the command line (`--import`). On exit writes what the process used to USAGE_FILE; with RECORD_FILE it also
// writes every SDK call: client, command, input, token of the next page, start and end in milliseconds, error.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { USAGE_FILE, RECORD_FILE } = process.env;
const started = performance.now();
const calls = [];

if (RECORD_FILE !== undefined) {
  const fromClient = createRequire(createRequire(import.meta.url).resolve('@aws-sdk/client-cloudwatch'));
  const { Client } = fromClient('@smithy/core/client');
  const { send } = Client.prototype;
  Client.prototype.send = async function recorded(command, ...rest) {
    const call = { client: this.constructor.name, command: command.constructor.name, input: command.input, start: performance.now() };
    calls.push(call);
    try {
      const output = await send.call(this, command, ...rest);
      call.next = output.NextToken ?? output.NextMarker ?? output.nextToken ?? output.PaginationToken ?? null;
      return output;
    } catch (error) {
      call.error = error.name;
      throw error;
    } finally {
      call.end = performance.now();
    }
  };
}

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = { wallSeconds: (performance.now() - started) / 1e3, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, rssMb: maxRSS / 1024 };
  if (USAGE_FILE !== undefined) writeFileSync(USAGE_FILE, JSON.stringify(usage));
  if (RECORD_FILE !== undefined) writeFileSync(RECORD_FILE, calls.map((call) => `${JSON.stringify(call)}\n`).join(''));
});
