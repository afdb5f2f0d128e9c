import { describe, expect, it } from 'vitest';
import containerCandidate from '../../policies/ec2/container-candidate.js';
import fixedSize from '../../policies/ecs/fixed-size-service.js';
import idle from '../../policies/fargate/idle.js';
import idleDev from '../../policies/fargate/idle-dev.js';
import fargateOffHours from '../../policies/fargate/off-hours.js';
import fargateOverProvisioned from '../../policies/fargate/over-provisioned.js';
import toInstances from '../../policies/fargate/to-instances.js';
import steadyLoad from '../../policies/lambda/steady-load.js';
import type { MetricView } from '../../src/model/metric.js';
import type { EnvironmentMatch } from '../../src/model/policy.js';
import type { Ec2Instance, EcsService, LambdaFunction } from '../../src/model/resource/index.js';
import {
  contextFor,
  fleetOf,
  instance,
  instanceGroup,
  lambdaFunction,
  missingMetric,
  presentMetric,
  service,
  task,
  taskShape,
} from '../support/policy-fixtures.js';

/** A second pass of requests is paid for, so each policy says of which resources it needs one: neither of more nor of fewer. */
describe('fine values are wanted', () => {
  describe('by ec2-container-candidate, of roles that may be asleep', () => {
    const trio = ['i-a', 'i-b', 'i-c'].map((id) => instance({ id, name: `web-${id.at(-1)}1` }));
    const named = (machines: readonly Ec2Instance[]) => machines.map((one, index) => ({ ...one, name: `web-${index}` }));
    const wants = (
      machines: readonly Ec2Instance[],
      { average = 20, memory = true, cpu = true, of }: { average?: number; memory?: boolean; cpu?: boolean; of?: Ec2Instance } = {},
    ) => {
      const [first = instance()] = machines;
      const machine = of ?? first;
      const metrics = {
        cpu: cpu ? presentMetric('ec2.cpu', { daily: { Average: average, Maximum: 100 } }) : missingMetric('ec2.cpu'),
        memory: memory ? presentMetric('ec2.memory', { daily: { Maximum: 10 } }) : missingMetric('ec2.memory'),
      };
      const fleet = fleetOf({ instances: new Map(machines.map((one) => [one.id, one])) });
      return containerCandidate.requires.wantsSeries?.(machine, contextFor(containerCandidate, machine, { metrics, fleet }));
    };
    const machines = named(trio);
    it.each([
      ['three of a role at the limit', () => wants(machines), true],
      ['three above it', () => wants(machines, { average: 20.1 }), false],
      ['two of a role', () => wants(machines.slice(1)), false],
      ['memory unknown', () => wants(machines, { memory: false }), false],
      ['CPU unknown', () => wants(machines, { cpu: false }), false],
      ['no role', () => wants(machines.map((one) => ({ ...one, name: null }))), false],
      ['one that is stopped itself', () => wants(machines, { of: instance({ id: 'i-d', name: 'web-4', state: 'stopped' }) }), false],
    ])('%s', (_, given, expected) => {
      expect(given()).toBe(expected);
    });

    it.each([
      ['a scaling group of three', 3, 'auto-scaling-group', true],
      ['a scaling group of two', 2, 'auto-scaling-group', false],
      ['Kubernetes nodes', 3, 'eks-nodegroup', false],
    ] as const)('%s', (_, count, groupType, expected) => {
      const group = instanceGroup({ groupType, instanceIds: trio.slice(0, count).map(({ id }) => id) });
      expect(containerCandidate.requires.wantsSeries?.(group, contextFor(containerCandidate, group))).toBe(expected);
    });
  });

  describe('by ecs-fixed-size-service, of counts that nothing moves', () => {
    const wants = (of: Partial<EcsService> = {}, cpu: MetricView = presentMetric('ecs.cpu', { daily: { Maximum: 60 } })) => {
      const resource = service({ desired: 10, ...of });
      return fixedSize.requires.wantsSeries?.(resource, contextFor(fixedSize, resource, { metrics: { cpu } }));
    };
    const busy = (maximum: number) => presentMetric('ecs.cpu', { daily: { Maximum: maximum } });
    const scaling = {
      target: { minimum: 2, maximum: 20, suspended: false },
      policies: [{ name: 'p', type: 'target-tracking' as const, trackedMetric: 'ECSServiceAverageCPUUtilization', targetValue: 60 }],
      scheduledActions: [],
    };
    it.each([
      ['ten tasks', () => wants(), true],
      ['three tasks', () => wants({ desired: 3 }), true],
      ['two tasks', () => wants({ desired: 2 }), false],
      ['a daemon', () => wants({ schedulingStrategy: 'DAEMON' }), false],
      ['being deleted', () => wants({ status: 'DRAINING' }), false],
      ['scaled', () => wants({ scaling }), false],
      ['scaled out only', () => wants({ scaling: { ...scaling, target: { ...scaling.target, suspendedKinds: ['in'] } } }), true],
      ['scaled in only', () => wants({ scaling: { ...scaling, target: { ...scaling.target, suspendedKinds: ['out'] } } }), true],
      ['scaling unread', () => wants({ scaling: null }), false],
      ['busy at the limit', () => wants({}, busy(20)), true],
      ['busy under it', () => wants({}, busy(19.99)), false],
      ['of unknown CPU', () => wants({}, missingMetric('ecs.cpu')), false],
    ])('%s', (_, given, expected) => {
      expect(given()).toBe(expected);
    });
  });

  describe('by fargate-idle and fargate-idle-dev, where a peak may be a start, each in its own environments', () => {
    const started = { deployments: service().deployments.map((one) => ({ ...one, createdAt: '2026-11-10T12:00:00Z' })) };
    const DEV: EnvironmentMatch = { name: 'dev', nonProduction: true, source: 'tag', matched: 'env=dev' };
    const PROD: EnvironmentMatch = { name: 'prod', nonProduction: false, source: 'tag', matched: 'env=prod' };
    const wants = (of: Partial<EcsService>, cpu: MetricView, environment: EnvironmentMatch | null) => {
      const resource = service(of);
      return [idle, idleDev].map((policy) =>
        policy.requires.wantsSeries?.(resource, contextFor(policy, resource, { metrics: { cpu }, environment })),
      );
    };
    const cpu = (average: number, maximum: number) => presentMetric('ecs.cpu', { daily: { Average: average, Maximum: maximum } });
    it.each([
      ['a start and a peak, in development', () => wants(started, cpu(1, 60), DEV), [false, true]],
      ['in production', () => wants(started, cpu(1, 60), PROD), [true, false]],
      ['of unknown environment', () => wants(started, cpu(1, 60), null), [true, false]],
      ['a peak at the limit', () => wants(started, cpu(1, 5), PROD), [true, false]],
      ['a peak under it', () => wants(started, cpu(1, 4.99), PROD), [false, false]],
      ['a mean at the limit', () => wants(started, cpu(5, 60), PROD), [false, false]],
      ['a mean under it', () => wants(started, cpu(4.99, 60), PROD), [true, false]],
      ['no start', () => wants({}, cpu(1, 60), PROD), [false, false]],
      ['no size', () => wants({ ...started, shape: null }, cpu(1, 60), PROD), [false, false]],
      ['no CPU', () => wants(started, missingMetric('ecs.cpu'), PROD), [false, false]],
      ['no tasks wanted', () => wants({ ...started, desired: 0 }, cpu(1, 60), PROD), [false, false]],
    ])('%s', (_, given, expected) => {
      expect(given()).toEqual(expected);
    });
  });

  describe('by fargate-off-hours, where there are busy and quiet hours', () => {
    const cpu = (minimum: number, maximum: number) => presentMetric('ecs.cpu', { daily: { Minimum: minimum, Maximum: maximum } });
    const wants = (of: Partial<EcsService>, view: MetricView) => {
      const resource = service(of);
      return fargateOffHours.requires.wantsSeries?.(resource, contextFor(fargateOffHours, resource, { metrics: { cpu: view } }));
    };
    it.each([
      ['busy at the limit', () => wants({}, cpu(1, 5)), true],
      ['never that busy', () => wants({}, cpu(1, 4.99)), false],
      ['quiet just under the limit', () => wants({}, cpu(4.99, 60)), true],
      ['never that quiet', () => wants({}, cpu(5, 60)), false],
      ['of unknown size', () => wants({ shape: null }, cpu(1, 60)), false],
      ['of unknown CPU', () => wants({}, missingMetric('ecs.cpu')), false],
      ['on EC2', () => wants({ compute: [{ compute: 'ec2', share: 1 }] }, cpu(1, 60)), false],
    ])('%s', (_, given, expected) => {
      expect(given()).toBe(expected);
    });
    it('never of a task', () => {
      expect(fargateOffHours.requires.wantsSeries?.(task(), contextFor(fargateOffHours, task()))).toBe(false);
    });
  });

  describe('by fargate-over-provisioned, where the daily values leave a smaller size open', () => {
    const memoryAt = (maximum: number) => presentMetric('ecs.memory', { daily: { Maximum: maximum } });
    const wants = (of: Partial<EcsService>, average: number, memory: MetricView = memoryAt(20)) => {
      const resource = service({ shape: taskShape({ cpuUnits: 4096, memoryMib: 8192 }), ...of });
      const cpu = presentMetric('ecs.cpu', { daily: { Average: average, Maximum: 100, Minimum: 0, SampleCount: 1440 }, percentiles: {} });
      return fargateOverProvisioned.requires.wantsSeries?.(
        resource,
        contextFor(fargateOverProvisioned, resource, { metrics: { cpu, memory } }),
      );
    };
    it.each([
      ['hardly used', () => wants({}, 5), true],
      ['memory short', () => wants({}, 5, memoryAt(81)), false],
      ['the smallest size', () => wants({ shape: taskShape({ cpuUnits: 256, memoryMib: 512 }) }, 1), false],
      ['memory unknown', () => wants({}, 5, missingMetric('ecs.memory')), false],
      ['size unknown', () => wants({ shape: null }, 5), false],
      ['scaling unread', () => wants({ scaling: null }, 5), false],
    ])('%s', (_, given, expected) => {
      expect(given()).toBe(expected);
    });
  });

  describe('by fargate-to-instances, of large even services', () => {
    const large = { desired: 30, running: 30, shape: taskShape({ cpuUnits: 4096, memoryMib: 30 * 1024 }) };
    const samples = (quietest: number) =>
      presentMetric('ecs.cpu', { daily: { SampleCount: Array.from({ length: 32 }, (_, day) => (day === 25 ? quietest : 30) * 1440) } });
    const wants = (of: Partial<EcsService>, cpu: MetricView = samples(30), options: { minimumMonthlyUsd?: number } = {}) => {
      const resource = service({ ...large, ...of });
      const context = contextFor(toInstances, resource, { metrics: { cpu }, costMetrics: () => cpu, options });
      return { wanted: toInstances.requires.wantsSeries?.(resource, context), usd: context.cost.monthly?.usd ?? 0 };
    };
    const loose = { shape: taskShape({ cpuUnits: 4096, memoryMib: 8192 }) };
    const evenly = (tasks: number) => presentMetric('ecs.cpu', { daily: { SampleCount: tasks * 1440 } });
    const { usd } = wants({});
    it.each([
      ['thirty tasks that fill their instances', () => wants({}), true],
      ['tasks that leave much of theirs', () => wants({ ...loose, desired: 17, running: 17 }, evenly(17)), false],
      ['as dear as it must be', () => wants({}, samples(30), { minimumMonthlyUsd: usd }), true],
      ['a little cheaper', () => wants({}, samples(30), { minimumMonthlyUsd: usd + 0.01 }), false],
      ['a day with none', () => wants({}, samples(0)), false],
      ['of unknown CPU', () => wants({}, missingMetric('ecs.cpu')), false],
      ['of unknown size', () => wants({ shape: null }), false],
      [
        'partly on Spot',
        () =>
          wants({
            compute: [
              { compute: 'fargate', share: 0.9 },
              { compute: 'fargate-spot', share: 0.1 },
            ],
          }),
        false,
      ],
      ['on EC2', () => wants({ compute: [{ compute: 'ec2', share: 1 }] }), false],
      ['without a price', () => wants({ region: 'nowhere-1' }), false],
    ])('%s', (_, given, expected) => {
      expect(given().wanted).toBe(expected);
    });
  });

  describe('by lambda-steady-load, of functions whose days are steady and full enough', () => {
    /** That many requests in flight on each day: seconds of work over seconds of the day. */
    const wants = (fn: Partial<LambdaFunction>, busy: number | readonly number[], view?: MetricView) => {
      const resource = lambdaFunction(fn);
      const invocations = presentMetric('lambda.invocations', {
        daily: { Sum: typeof busy === 'number' ? busy * 86_400 : busy.map((one) => one * 86_400) },
      });
      const duration = view ?? presentMetric('lambda.duration', { daily: { Average: 1000, Maximum: 1000, SampleCount: 1 } });
      return steadyLoad.requires.wantsSeries?.(resource, contextFor(steadyLoad, resource, { metrics: { invocations, duration } }));
    };
    const durable = { executionTimeoutSeconds: 86_400, retentionDays: 1 };
    const capacityProvider = {
      arn: 'arn:aws:lambda:us-east-1:1:capacity-provider:x',
      memoryGibPerVcpu: 2,
      maxConcurrencyPerEnvironment: 1,
    };
    it.each([
      ['as full as the limit', () => wants({}, 0.4), true],
      ['less full', () => wants({}, 0.39), false],
      ['as full on average, every other day', () => wants({}, [0, 4, 0, 4, 0, 4, 0, 4, 0, 4, 0, 4, 0, 4]), false],
      ['durable', () => wants({ durable }, 5), false],
      ['on instances', () => wants({ capacityProvider }, 5), false],
      ['of unknown duration', () => wants({}, 5, missingMetric('lambda.duration')), false],
    ])('%s', (_, given, expected) => {
      expect(given()).toBe(expected);
    });
  });
});
