import { describe, expect, it } from 'vitest';
import { resizeCommands } from '../../src/analysis/ec2-commands.js';
import { type EnaStep, enaQuestions, enaReasons, enaStep, requiresEna, riskWithEna } from '../../src/analysis/ec2-ena.js';
import { writeCommands } from '../../src/report/commands.js';
import { PRICES } from '../support/policy-fixtures.js';
import { autoScalingGroup, instance, instanceGroup } from '../support/resources.js';

const spec = (type: string) => {
  const found = PRICES.spec(type);
  if (found === null) throw new Error(type);
  return found;
};
const machines = (...supports: (boolean | null)[]) => supports.map((enaSupport) => ({ instance: { enaSupport } }));

describe('a type requires ENA', () => {
  it.each([
    ['required', null, true],
    ['supported', 'nitro', false],
    ['unsupported', 'xen', false],
    [null, 'nitro', true],
    [null, 'xen', false],
    [null, null, false],
  ] as const)('%s on %s: %s', (ena, hypervisor, required) => {
    expect(requiresEna({ ena, hypervisor })).toBe(required);
  });
});

describe('what ENA asks of a change', () => {
  it.each<[string, string, (boolean | null)[], EnaStep]>([
    ['m4.large', 'm6a.large', [false], 'off'],
    ['m4.large', 'm6a.large', [true], null],
    ['m4.large', 'm6a.large', [null], 'unknown'],
    ['m4.large', 'm6a.large', [true, null, false], 'off'],
    ['m4.large', 'm6a.large', [true, null], 'unknown'],
    ['m5.large', 'm6a.large', [false], null],
    ['m4.xlarge', 'm4.large', [false], null],
  ])('%s to %s with %j: %s', (from, to, supports, step) => {
    expect(enaStep(machines(...supports), spec(from), spec(to))).toBe(step);
  });

  it('is asked and lowers confidence', () => {
    const codes = (step: EnaStep) => enaReasons(step).flatMap(([applies, code]) => (applies ? [code] : []));
    expect([codes('off'), codes('unknown'), codes(null)]).toEqual([['ena-off'], ['ena-unknown'], []]);
    const group = instanceGroup();
    expect([enaQuestions(instance(), 'off'), enaQuestions(instance(), 'unknown'), enaQuestions(instance(), null)]).toEqual([
      ['ena-driver'],
      ['ena-check'],
      [],
    ]);
    expect([enaQuestions(group, 'off'), enaQuestions(group, 'unknown')]).toEqual([['ena-in-image'], ['ena-check']]);
  });

  it('makes the risk at least that of what does not start', () => {
    expect([riskWithEna(1, 'off'), riskWithEna(4, 'off'), riskWithEna(null, 'unknown'), riskWithEna(2, null)]).toEqual([3, 4, 3, 2]);
  });
});

describe('the commands to a type that requires ENA', () => {
  const lines = (...of: Parameters<typeof resizeCommands>) =>
    writeCommands(resizeCommands(...of)).flatMap(({ purpose, tool, text }) => (tool === 'aws-cli' ? [`${purpose} ${text}`] : []));
  const modify = "aws ec2 modify-instance-attribute --region 'us-east-1' --instance-id 'i-0123456789abcdef0'";

  it('switch it on after the stop and before the change, and leave it on the way back', () => {
    const running = lines(instance(), 'm4.large', 'm6a.large', 'off');
    expect(running.slice(2, 6)).toEqual([
      expect.stringContaining('apply aws ec2 wait instance-stopped'),
      `apply ${modify} --ena-support`,
      `apply ${modify} --instance-type 'm6a.large'`,
      expect.stringContaining('apply aws ec2 start-instances'),
    ]);
    expect(running.filter((text) => text.includes('--ena-support'))).toHaveLength(1);
    expect(lines(instance({ state: 'stopped' }), 'm4.large', 'm6a.large', 'off').slice(1)).toEqual([
      `apply ${modify} --ena-support`,
      `apply ${modify} --instance-type 'm6a.large'`,
      `undo ${modify} --instance-type 'm4.large'`,
    ]);
  });

  it('change nothing else where it may be on', () => {
    for (const step of ['unknown', null] as const)
      expect(lines(instance(), 'm4.large', 'm6a.large', step).filter((text) => text.includes('--ena-support'))).toEqual([]);
  });

  it('only look at a group whose image is without it', () => {
    const launch = { source: 'launch-template', templateId: 'lt-0123456789abcdef0', version: '3' } as const;
    const group = instanceGroup({ id: 'web', autoScalingGroup: autoScalingGroup({ id: 'web', launch }) });
    expect(lines(group, 'm4.large', 'm6a.large', 'off').map((text) => text.split(' ')[0])).toEqual(['inspect']);
    expect(lines(group, 'm4.large', 'm6a.large', 'unknown').length).toBeGreaterThan(3);
  });
});
