import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder, runCli } from '../support/cli.js';

const CONFIG = `
policies:
  ec2-idle:
    severity: low
    options: { maximumCpuPercent: 8 }
  lambda-idle:
    enabled: false
overrides:
  - match: { account: '111122223333', region: 'eu-*' }
    policies: { ec2-idle: { options: { maximumCpuPercent: 3 } } }
  - match: { name: 'web-*' }
    owner: web
  - match: { tag: { team: data } }
    policies:
      ec2-idle: { severity: high, enabled: false }
`;

function show(id: string) {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'fleet-auditor.yaml'), CONFIG);
  return runCli(['policies', 'show', id], { cwd });
}

describe('policies show', () => {
  it('names every option in effect and where it comes from, with what overrides make of them', async () => {
    const { code, stdout } = await show('ec2-idle');
    expect(code).toBe(0);
    const lines = stdout.split('\n');
    expect(lines[1]).toBe('severity low (config), built-in');
    expect(stdout).toContain('maximumCpuPercent = 8 percent (config, from');
    expect(stdout).toMatch(/minimumDays = \d+ days \(default, from/);
    const at = lines.findIndex((line) => line.startsWith('Overrides'));
    expect(lines.slice(at + 1, at + 6)).toEqual([
      '  override 1, where account 111122223333 and region eu-*:',
      '    maximumCpuPercent = 3 (elsewhere 8)',
      '  override 3, where tag:team data:',
      '    enabled = false (elsewhere true)',
      '    severity = high (elsewhere low)',
    ]);
    expect(stdout).not.toContain('override 2');
  });

  it('says that a policy is left out, and lists nothing where no override speaks of it', async () => {
    const { stdout } = await show('lambda-idle');
    expect(stdout).toMatch(/^severity \w+ \(default\), built-in, left out \(config\)$/m);
    expect(stdout).not.toContain('Overrides');
  });
});
