import { describe, expect, it } from 'vitest';
import graviton from '../../../policies/ec2/graviton.js';
import previousGeneration from '../../../policies/ec2/previous-generation.js';
import type { Ec2Instance } from '../../../src/model/resource/index.js';
import {
  type ContextSpec,
  codesOf,
  contextFor,
  explained,
  fleetOf,
  instance,
  PRICES,
  presentMetric,
} from '../../support/policy-fixtures.js';

/** What both policies read. */
type Spec = Pick<ContextSpec<typeof graviton.options, typeof graviton.requires.metrics, Record<never, never>>, 'fleet' | 'metrics'>;

/** A region that offers these types only. */
const offering = (...types: string[]) =>
  fleetOf({ instanceTypes: new Map(types.flatMap((type) => PRICES.spec(type) ?? []).map((spec) => [spec.instanceType, spec])) });

const NAMES = ['networkIn', 'networkOut', 'ebsReadBytes', 'ebsWriteBytes', 'ebsReadOps', 'ebsWriteOps'] as const;
/** Next to nothing: bandwidth decides nothing. */
const quiet = Object.fromEntries(NAMES.map((name) => [name, presentMetric(`ec2.${name}`, { daily: { Maximum: 1 } })]));

const POLICIES = [
  [
    'ec2-previous-generation',
    previousGeneration.messages,
    'm6a',
    (machine: Ec2Instance, spec: Spec) =>
      explained(previousGeneration, previousGeneration.evaluate(machine, contextFor(previousGeneration, machine, spec))),
  ],
  [
    'ec2-graviton',
    graviton.messages,
    'm6g',
    (machine: Ec2Instance, spec: Spec) => explained(graviton, graviton.evaluate(machine, contextFor(graviton, machine, spec))),
  ],
] as const;

for (const [id, messages, family, judge] of POLICIES)
  describe(id, () => {
    it('doubts to give up a high clock rate', () => {
      const fleet = offering('m5zn.2xlarge', 'm5.2xlarge', `${family}.2xlarge`);
      const [fast, plain] = ['m5zn.2xlarge', 'm5.2xlarge'].map((instanceType) =>
        judge(instance({ instanceType }), { fleet, metrics: quiet }),
      );
      expect(fast).toMatchObject({ verdict: 'fail', confidence: 'medium', questions: expect.arrayContaining(['needs-its-clock']) });
      expect(fast).toMatchObject({ confidenceReasons: expect.arrayContaining(['lower-clock']) });
      expect(plain).toMatchObject({ verdict: 'fail', confidenceReasons: expect.not.arrayContaining(['lower-clock']) });
      if (fast === undefined) throw new Error('no outcome');
      for (const code of codesOf(fast)) expect(messages).toHaveProperty(code);
    });

    it('stands where bandwidth is known in part, which is then kept', () => {
      const fleet = offering('m5.2xlarge', `${family}.2xlarge`);
      const metrics = { ebsReadBytes: presentMetric('ec2.ebsReadBytes', { status: 'partial', daily: { Maximum: 1 } }) };
      expect(judge(instance({ instanceType: 'm5.2xlarge' }), { fleet, metrics })).toMatchObject({
        verdict: 'fail',
        decidedDespitePartialData: true,
      });
      // More of it known, a lower baseline might do: nothing is cleared.
      expect(judge(instance({ instanceType: 'm5.2xlarge' }), { fleet: offering('m5.2xlarge'), metrics })).not.toHaveProperty(
        'decidedDespitePartialData',
      );
    });
  });
