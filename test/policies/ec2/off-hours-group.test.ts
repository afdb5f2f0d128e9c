import { describe, expect, it } from 'vitest';
import offHours from '../../../policies/ec2/off-hours.js';
import { type Load, office } from '../../support/loads.js';
import {
  autoScalingGroup,
  contextFor,
  explained,
  fleetOf,
  instance,
  instanceGroup,
  metricFromSeries,
  seriesFrom,
} from '../../support/policy-fixtures.js';
import { outcomeTexts } from '../outcome-text.js';

describe('ec2-off-hours', () => {
  describe('of a group', () => {
    const members = [instance({ id: 'i-a' }), instance({ id: 'i-b' })];
    const ids = members.map(({ id }) => id);
    const scaling = (over: Parameters<typeof autoScalingGroup>[0] = {}) =>
      autoScalingGroup({ id: 'web', instanceIds: ids, minSize: 2, desiredCapacity: 2, ...over });
    const fleet = fleetOf({ instances: new Map(members.map((one) => [one.id, one])) });
    function judgeGroup(
      loads: readonly Load[],
      over: Parameters<typeof instanceGroup>[0] = {},
      sent: readonly Load[] = [],
      within = fleet,
    ) {
      const group = instanceGroup({ id: 'web', instanceIds: ids, autoScalingGroup: scaling(), ...over });
      const own = Object.fromEntries(
        ids.map((id, index) => {
          const series = seriesFrom(loads[index] ?? office);
          const network = { networkIn: seriesFrom(() => 1e6), networkOut: seriesFrom(sent[index] ?? (() => 1e6)) };
          return [id, { metrics: { cpu: metricFromSeries('ec2.cpu', series) }, series: { cpu: series, ...network } }];
        }),
      );
      return explained(offHours, offHours.evaluate(group, contextFor(offHours, group, { fleet: within, members: own })));
    }

    it('an hour is idle when it is on every member', () => {
      const outcome = judgeGroup([office, office]);
      if (outcome.verdict !== 'fail') throw new Error(outcome.code);
      expect(outcome.cost.savings?.usd).toBeCloseTo((1121.28 * 118) / 168, 6);
      expect(outcome.members.map(({ id }) => id)).toEqual(ids);
      expect(outcome.commands[1]?.argv).toContain('put-scheduled-update-group-action');
      expect(judgeGroup([office, ({ hour }) => (hour >= 18 || hour < 8 ? 40 : 1)])).toMatchObject({ verdict: 'pass' });
    });

    it('an hour is idle when no member sends in it either, each by itself', () => {
      const half: Load = (at) => (office(at) === 40 ? 0 : 6e8);
      expect(judgeGroup([office, office], {}, [half, half])).toMatchObject({ verdict: 'fail', values: { traffic: { value: 6.01e8 } } });
      expect(judgeGroup([office, office], {}, [half, () => 2e9])).toMatchObject({ verdict: 'pass', code: 'network-busy' });
    });

    it('is switched off by terminating its members, which may hold something', () => {
      const outcome = judgeGroup([office, office]);
      if (outcome.verdict !== 'fail') throw new Error(outcome.code);
      expect(outcome).toMatchObject({
        risk: 2,
        recommendation: { target: { risk: 2, notes: ['members-terminated', 'time-zone-default'] } },
      });
      expect(outcome.confidenceReasons).toContain('members-may-hold');
      expect(outcome.questions).toEqual(['members-alone', 'needed-without-cpu', 'holidays-and-releases']);
    });

    it('loses the instance stores of its members, and their public addresses', () => {
      const stored = members.map((one) => ({ ...one, instanceType: 'm5d.2xlarge', hasPublicAddress: true }));
      const outcome = judgeGroup([office, office], {}, [], fleetOf({ instances: new Map(stored.map((one) => [one.id, one])) }));
      if (outcome.verdict !== 'fail') throw new Error(outcome.code);
      expect(outcome).toMatchObject({ risk: 3, values: { instanceStore: { value: '300 GB' } } });
      expect(outcome.recommendation.target?.notes.slice(0, 3)).toEqual(['members-terminated', 'members-store-lost', 'members-addresses']);
      expect(outcome.confidenceReasons).not.toContain('address-may-change');
      expect(outcome.confidenceReasons).not.toContain('instance-store-lost');
    });

    it('says all of this', async () => {
      const late: Load = ({ hour, weekday }) => (weekday < 5 && hour >= 10 && hour < 20 ? 30 : 1);
      await expect(
        outcomeTexts({
          alike: judgeGroup([office, office]),
          'at other hours': judgeGroup([office, late]),
          'in the other order': judgeGroup([late, office]),
          'one without datapoints at night': judgeGroup([office, (at) => (at.hour < 6 ? null : office(at))]),
          'one that is always busy': judgeGroup([office, () => 50]),
          'a bound that is zero': judgeGroup([office, office], { autoScalingGroup: scaling({ minSize: 0 }) }),
        }),
      ).toMatchFileSnapshot('outcomes/off-hours-group.txt');
    });

    it('resumes scheduled actions that stand still, where none comes back to work with them', () => {
      const of = (over: Parameters<typeof scaling>[0]) => {
        const outcome = judgeGroup([office, office], { autoScalingGroup: scaling(over) });
        if (outcome.verdict !== 'fail') throw new Error(outcome.code);
        return { questions: outcome.questions, commands: outcome.commands.map(({ purpose, argv }) => `${purpose} ${argv[2]}`) };
      };
      const suspendedProcesses = ['ScheduledActions'];
      const put = 'apply put-scheduled-update-group-action';
      const back = ['undo delete-scheduled-action', 'undo delete-scheduled-action', 'undo update-auto-scaling-group'];
      expect(of({ suspendedProcesses })).toEqual({
        questions: ['members-alone', 'needed-without-cpu', 'holidays-and-releases'],
        commands: ['inspect describe-auto-scaling-groups', put, put, 'apply resume-processes', 'undo suspend-processes', ...back],
      });
      const action = { name: 'night', schedule: '0 20 * * *', timeZone: null, minimum: 0, maximum: 0, desired: 0 };
      expect(of({ suspendedProcesses, scheduledActions: [action] }).commands).toEqual([
        'inspect describe-auto-scaling-groups',
        'inspect describe-scheduled-actions',
        put,
        put,
        ...back,
      ]);
      expect(of({}).commands).toEqual(['inspect describe-auto-scaling-groups', put, put, ...back]);
    });

    it('is left alone where something else schedules it', () => {
      const action = { name: 'night', schedule: '0 20 * * *', timeZone: null, minimum: 0, maximum: 0, desired: 0 };
      expect(judgeGroup([], { autoScalingGroup: scaling({ scheduledActions: [action] }) })).toMatchObject({
        verdict: 'not-applicable',
        code: 'already-scheduled',
      });
      // Suspended, it does nothing.
      const suspended = scaling({ scheduledActions: [action], suspendedProcesses: ['ScheduledActions'] });
      const asleep = judgeGroup([office, office], { autoScalingGroup: suspended });
      expect(asleep).toMatchObject({ verdict: 'fail' });
      expect(asleep.verdict === 'fail' && asleep.questions).toContain('schedule-suspended');
      expect(judgeGroup([], { autoScalingGroup: null })).toMatchObject({ verdict: 'not-assessed', code: 'bounds-unknown' });
      expect(judgeGroup([], { groupType: 'eks-nodegroup' })).toMatchObject({ verdict: 'not-applicable', code: 'eks-nodes' });
      expect(judgeGroup([], { groupType: 'ecs-capacity-provider' })).toMatchObject({ verdict: 'not-applicable', code: 'follows-tasks' });
    });
  });
});
