import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyFolder, runCli } from '../support/cli.js';
import { runWarm } from '../support/warm-cli.js';

// What most tests of commands rely on: nothing of one run is left in the next, and each says what a process of its own says.
test.each([
  ['a version', ['--version'], {}],
  ['a list', ['policies', 'list'], {}],
  ['an unknown option', ['audit', '--regoins', 'x'], {}],
  ['no credentials', ['audit', '--output', 'out', '--log-format', 'json'], { AWS_REGION: 'eu-west-1' }],
  ['a profile that is not there', ['audit', '--output', 'out'], { AWS_PROFILE: 'nobody' }],
  ['a folder that is not there', ['report', join('/nowhere', 'snapshot.json.gz')], {}],
  ['no credentials again', ['audit', '--output', 'out'], {}],
] as const)('%s: a command says the same in a process that ran others before', async (_name, args, env) => {
  const options = { env: { ...env }, cwd: emptyFolder() };
  const withoutTime = (text: string): string => text.replace(/"time":"[^"]+"/g, '"time":""');
  const [own, warm] = [await runCli(args, options), await runWarm(args, options)];
  expect({ ...warm, stderr: withoutTime(warm.stderr) }).toEqual({ ...own, stderr: withoutTime(own.stderr) });
});
