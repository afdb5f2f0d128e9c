// Loaded ahead of the command line (`--import`). On exit writes what the process used to USAGE_FILE; with RECORD_FILE it also
// writes every SDK call: client, command, input, start and end in milliseconds, error, and how many
// calls of the command were under way when it left.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { USAGE_FILE, RECORD_FILE } = process.env;
const started = performance.now();
const calls = [];
const open = new Map();

if (RECORD_FILE !== undefined) {
  const fromClient = createRequire(createRequire(import.meta.url).resolve('@aws-sdk/client-cloudwatch'));
  const { Client } = fromClient('@smithy/core/client');
  const { send } = Client.prototype;
  Client.prototype.send = async function recorded(command, ...rest) {
    const name = command.constructor.name;
    const width = (open.get(name) ?? 0) + 1;
    open.set(name, width);
    const call = { client: this.constructor.name, command: name, input: command.input, width, start: performance.now() };
    calls.push(call);
    try {
      return await send.call(this, command, ...rest);
    } catch (error) {
      call.error = error.name;
      throw error;
    } finally {
      call.end = performance.now();
      open.set(name, open.get(name) - 1);
    }
  };
}

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = { wallSeconds: (performance.now() - started) / 1e3, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, rssMb: maxRSS / 1024 };
  if (USAGE_FILE !== undefined) writeFileSync(USAGE_FILE, JSON.stringify(usage));
  if (RECORD_FILE !== undefined) writeFileSync(RECORD_FILE, calls.map((call) => `${JSON.stringify(call)}\n`).join(''));
});
