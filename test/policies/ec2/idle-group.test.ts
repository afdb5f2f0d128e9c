import { describe, expect, it } from 'vitest';
import idle from '../../../policies/ec2/idle.js';
import { autoScalingGroup, contextFor, explained, fleetOf, instance, instanceGroup, missingMetric } from '../../support/policy-fixtures.js';
import { outcomeTexts } from '../outcome-text.js';
import { allBut, cpu, judge, type Metrics, memory, ops, quiet, traffic } from './idle-fixtures.js';

describe('ec2-idle', () => {
  describe('of a group', () => {
    const [a, b] = [instance({ id: 'i-a' }), instance({ id: 'i-b' })];
    const scaling = autoScalingGroup({ id: 'web', minSize: 2, desiredCapacity: 2, instanceIds: ['i-a', 'i-b'] });
    const group = instanceGroup({ id: 'web', instanceIds: ['i-a', 'i-b'], autoScalingGroup: scaling });
    const fleet = fleetOf({
      instances: new Map([a, b].map((one) => [one.id, one])),
      groups: [group],
      groupOf: new Map([a, b].map(({ id }) => [id, group])),
    });
    const members = (of: Metrics) => ({ fleet, members: { 'i-a': { metrics: quiet }, 'i-b': { metrics: { ...quiet, ...of } } } });
    const judgeGroup = (of: Metrics, resource = group) => explained(idle, idle.evaluate(resource, contextFor(idle, resource, members(of))));

    it('names a wholly idle one, with its members', () => {
      const outcome = judgeGroup({});
      if (outcome.verdict !== 'fail') throw new Error(outcome.code);
      expect(outcome.code).toBe('idle-group');
      expect(outcome.members.map(({ id }) => id)).toEqual(['i-a', 'i-b']);
      expect(outcome.cost.savings?.usd).toBeCloseTo(1121.28, 2);
      expect(outcome.commands.map(({ argv }) => argv[2])).toEqual([
        'describe-auto-scaling-groups',
        'update-auto-scaling-group',
        'update-auto-scaling-group',
      ]);
    });

    it('says that its members are terminated, and asks what lives on them', () => {
      const outcome = judgeGroup({});
      if (outcome.verdict !== 'fail') throw new Error(outcome.code);
      expect(outcome).toMatchObject({ risk: 2, confidence: 'medium', confidenceReasons: ['members-may-hold'] });
      expect(outcome.recommendation.target).toMatchObject({ risk: 2, notes: ['members-terminated'] });
      expect(outcome.recommendation.target?.label).toContain('terminates its members');
      expect(outcome.questions).toEqual(['members-alone', 'who-needs-it', 'in-use-once-a-month']);
    });

    const morning = { name: 'morning', schedule: '0 7 * * 1-5', timeZone: 'Europe/Berlin', minimum: 2, maximum: null, desired: 2 };
    const scheduledGroup = (over: Parameters<typeof autoScalingGroup>[0]) =>
      judgeGroup({}, instanceGroup({ ...group, autoScalingGroup: autoScalingGroup({ ...scaling, ...over }) }));

    it('keeps scheduled actions from raising it again, and asks whose they are', () => {
      const outcome = scheduledGroup({ scheduledActions: [morning] });
      if (outcome.verdict !== 'fail') throw new Error(outcome.code);
      expect(outcome.values.scheduledRaises?.value).toBe('to 2 at 0 7 * * 1-5 Europe/Berlin');
      expect(outcome.recommendation.target?.notes).toContain('scheduled-suspended');
      expect(outcome.questions).toContain('who-scheduled');
      expect(outcome.commands.map(({ purpose, argv }) => `${purpose} ${argv[2]}`)).toEqual([
        'inspect describe-auto-scaling-groups',
        'inspect describe-scheduled-actions',
        'apply suspend-processes',
        'apply update-auto-scaling-group',
        'undo update-auto-scaling-group',
        'undo resume-processes',
      ]);
    });

    it.each<[string, Parameters<typeof autoScalingGroup>[0]]>([
      ['set it to none', { scheduledActions: [{ ...morning, minimum: 0, desired: 0 }] }],
      ['only bound it above', { scheduledActions: [{ ...morning, minimum: null, desired: null, maximum: 4 }] }],
      ['are suspended', { scheduledActions: [morning], suspendedProcesses: ['ScheduledActions'] }],
    ])('leaves scheduled actions alone that %s', (_, over) => {
      const outcome = scheduledGroup(over);
      if (outcome.verdict !== 'fail') throw new Error(outcome.code);
      expect(outcome.values).not.toHaveProperty('scheduledRaises');
      expect(outcome.commands).toHaveLength(3);
      expect(outcome.questions).not.toContain('who-scheduled');
    });

    it('asks for scheduled actions that could not be read', () => {
      const outcome = scheduledGroup({ scheduledActions: null });
      if (outcome.verdict !== 'fail') throw new Error(outcome.code);
      expect(outcome.questions).toContain('schedule-unread');
      expect(outcome.commands.map(({ argv }) => argv[2])).toContain('describe-scheduled-actions');
      expect(outcome.commands.map(({ argv }) => argv[2])).not.toContain('suspend-processes');
    });

    it('holds memory and disks of any member against it, named by the member', () => {
      const outcome = judgeGroup({ memory: memory(70), ebsReadOps: ops('ebsReadOps', allBut(20, 60_000)) });
      if (outcome.verdict !== 'fail') throw new Error(outcome.code);
      expect(outcome).toMatchObject({ confidence: 'low', confidenceReasons: ['disk-in-use', 'memory-in-use', 'members-may-hold'] });
      expect(outcome.values).toMatchObject({ diskDays: { value: 13 }, iops: { value: 200 }, memory: { value: 70 } });
      expect(outcome.evidence.map(({ name, member }) => `${name} ${member}`)).toEqual([
        'maximumCpuPercent i-a',
        'busiestDayNetworkBytes i-a',
        'maximumCpuPercent i-b',
        'busiestDayNetworkBytes i-b',
        'ebsPeakIops i-b',
        'maximumMemoryPercent i-b',
      ]);
    });

    it('is kept by one busy member, and not judged where one is unknown', () => {
      expect(judgeGroup({ cpu: cpu(50) })).toMatchObject({ verdict: 'pass', code: 'cpu-busy' });
      expect(judgeGroup({ cpu: missingMetric('ec2.cpu') })).toMatchObject({ verdict: 'not-assessed' });
    });

    it('speaks for its members, and not at all without one that runs', () => {
      expect(judge({ fleet }, a)).toMatchObject({ verdict: 'not-applicable', code: 'advised-with-group' });
      expect(judgeGroup({}, instanceGroup({ instanceIds: [] }))).toMatchObject({ verdict: 'not-applicable', code: 'no-running-members' });
    });

    it('says all of this', async () => {
      const eight = Array.from({ length: 8 }, (_, index) =>
        instance({ id: `i-${index}`, instanceType: index === 3 ? 'g6.xlarge' : 'm5.4xlarge' }),
      );
      const large = instanceGroup({ id: 'web', instanceIds: eight.map(({ id }) => id) });
      const own = Object.fromEntries(
        eight.map(({ id }, index) => [
          id,
          {
            metrics: {
              cpu:
                index === 5 ? cpu(3, 9) : index === 6 ? cpu([...new Array<number>(10).fill(70), ...new Array<number>(22).fill(1)]) : cpu(2),
              networkIn: traffic('ec2.networkIn', 1e5 * (index + 1)),
              networkOut: traffic('ec2.networkOut', 1e5),
            },
          },
        ]),
      );
      const ofEight = { fleet: fleetOf({ instances: new Map(eight.map((one) => [one.id, one])) }), members: own };
      await expect(
        outcomeTexts({
          'two idle members': judgeGroup({}),
          'eight idle members': explained(idle, idle.evaluate(large, contextFor(idle, large, ofEight))),
          'one that is busy, after one that is unknown': explained(
            idle,
            idle.evaluate(
              group,
              contextFor(idle, group, {
                fleet,
                members: {
                  'i-a': { metrics: { ...quiet, cpu: missingMetric('ec2.cpu') } },
                  'i-b': { metrics: { ...quiet, cpu: cpu(50) } },
                },
              }),
            ),
          ),
          'one that is unknown': judgeGroup({ cpu: missingMetric('ec2.cpu') }),
          'Kubernetes nodes': judgeGroup({}, instanceGroup({ ...group, groupType: 'eks-nodegroup', id: 'prod/blue' })),
          'raised again every morning': scheduledGroup({ scheduledActions: [morning] }),
          'of unknown schedule': scheduledGroup({ scheduledActions: null }),
        }),
      ).toMatchFileSnapshot('outcomes/idle-group.txt');
    });

    it('of EKS nodes is named when it is wholly idle, and scaled through EKS', () => {
      const nodes = instanceGroup({ ...group, groupType: 'eks-nodegroup', id: 'prod/blue' });
      const outcome = judgeGroup({}, nodes);
      expect(outcome.verdict === 'fail' && outcome.commands.at(-1)?.argv[1]).toBe('eks');
    });
  });
});
