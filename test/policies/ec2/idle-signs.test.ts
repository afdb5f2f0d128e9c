import { describe, expect, it } from 'vitest';
import { instance, missingMetric, presentMetric } from '../../support/policy-fixtures.js';
import { allBut, judge, type Metrics, memory, ops, type Spec } from './idle-fixtures.js';

describe('ec2-idle', () => {
  describe('holds against it', () => {
    const reasons = (metrics: Metrics, spec: Spec = {}, machine = instance()) => {
      const outcome = judge({ ...spec, metrics }, machine);
      return outcome.verdict === 'fail' ? [outcome.confidence, ...outcome.confidenceReasons] : [outcome.code];
    };

    it.each<[string, Metrics, Spec, string[]]>([
      ['memory at the limit', { memory: memory(50) }, {}, ['low', 'memory-in-use']],
      ['no memory just under it', { memory: memory(49.999) }, {}, ['high']],
      ['memory at another limit', { memory: memory(60) }, { options: { maximumMemoryPercent: 60 } }, ['low', 'memory-in-use']],
      ['no memory under another', { memory: memory(60) }, { options: { maximumMemoryPercent: 61 } }, ['high']],
      ['no memory that nobody measures', { memory: missingMetric('ec2.memory') }, {}, ['high']],
      ['memory that could not be read', { memory: missingMetric('ec2.memory', 'denied') }, {}, ['medium', 'memory-unread']],
      [
        'a day of work of its volumes',
        { ebsWriteOps: ops('ebsWriteOps', [30_000, ...new Array<number>(13).fill(0)]) },
        {},
        ['low', 'disk-in-use'],
      ],
      [
        'none at the same rate where more is at rest',
        { ebsWriteOps: ops('ebsWriteOps', 30_000) },
        { options: { maximumEbsIops: 101 } },
        ['high'],
      ],
      ['none before the window', { ebsWriteOps: ops('ebsWriteOps', [30_000, ...new Array<number>(31).fill(0)]) }, {}, ['high']],
      [
        'large operations where less is at rest',
        { ebsWriteBytes: ops('ebsWriteBytes', allBut(31, 1e9)) },
        { options: { maximumEbsMbps: 20 } },
        ['low', 'disk-in-use'],
      ],
    ])('%s', (_, metrics, spec, expected) => {
      expect(reasons(metrics, spec)).toEqual(expected);
    });

    it('operations by the minute where it is monitored by the minute', () => {
      const metrics = { ebsWriteOps: ops('ebsWriteOps', 6_000) };
      expect(reasons(metrics)).toEqual(['high']);
      expect(reasons(metrics, {}, instance({ monitoring: 'detailed' }))).toEqual(['disk-busy']);
    });

    it('says so in its evidence', () => {
      const outcome = judge({
        metrics: { memory: memory(60), ebsReadOps: ops('ebsReadOps', 3_000), ebsWriteBytes: ops('ebsWriteBytes', 3.75e8) },
      });
      expect(outcome.verdict === 'fail' && outcome.evidence.slice(2)).toMatchObject([
        { name: 'ebsPeakIops', value: 10, heldAgainst: { option: 'maximumEbsIops', value: 100 } },
        { name: 'ebsPeakMbps', value: 10, heldAgainst: { option: 'maximumEbsMbps', value: 100 } },
        { name: 'maximumMemoryPercent', value: 60, heldAgainst: { option: 'maximumMemoryPercent', value: 50 } },
      ]);
    });

    it('nothing that would turn it, where a part of the disks could not be read', () => {
      const whole = (metrics: Metrics) => {
        const outcome = judge({ metrics });
        return outcome.decidedDespitePartialData;
      };
      expect(whole({})).toBe(false);
      expect(whole({ memory: missingMetric('ec2.memory', 'denied') })).toBe(true);
      expect(whole({ ebsReadOps: missingMetric('ec2.ebsReadOps', 'throttled') })).toBe(false);
      expect(whole({ networkIn: presentMetric('ec2.networkIn', { daily: { Sum: 1e6 }, status: 'partial' }) })).toBe(false);
    });
  });

  describe('of what loses something by a stop', () => {
    const failed = (of: Parameters<typeof instance>[0]) => {
      const outcome = judge({}, instance(of));
      if (outcome.verdict !== 'fail') throw new Error(outcome.code);
      return outcome;
    };

    it('terminates a Spot Instance, and says that nothing undoes it', () => {
      const outcome = failed({ lifecycle: 'spot' });
      expect(outcome.commands.map(({ purpose, argv }) => [purpose, argv[2]])).toEqual([
        ['inspect', 'describe-instances'],
        ['apply', 'terminate-instances'],
      ]);
      expect(outcome).toMatchObject({ risk: 3, recommendation: { target: { risk: 3, notes: ['spot-cannot-stop'] } } });
      expect(outcome.questions).toContain('persistent-request');
    });

    it('asks what is on an instance store', () => {
      const outcome = failed({ instanceType: 'm5d.2xlarge' });
      expect(outcome).toMatchObject({ risk: 3, values: { instanceStore: { value: '300 GB' } } });
      expect(outcome.recommendation.target?.notes).toEqual(['volumes-stay', 'instance-store-lost']);
      expect(outcome.questions[0]).toBe('instance-store');
      expect(failed({})).toMatchObject({ risk: 1, questions: ['who-needs-it', 'in-use-once-a-month'] });
    });

    it('says that a root on an instance store cannot be stopped', () => {
      expect(failed({ rootDeviceType: 'instance-store' }).recommendation.target?.notes).toEqual(['root-cannot-stop']);
    });
  });
});
