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

    it('has nothing to lose on an instance store, for its members are made to go', () => {
      const stored = members.map((one) => ({ ...one, instanceType: 'm5d.2xlarge' }));
      const outcome = judgeGroup([office, office], {}, [], fleetOf({ instances: new Map(stored.map((one) => [one.id, one])) }));
      expect(outcome).toMatchObject({ verdict: 'fail', risk: 1 });
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

    it('is left alone where something else schedules it', () => {
      const action = { name: 'night', schedule: '0 20 * * *', timeZone: null, minimum: 0, maximum: 0, desired: 0 };
      expect(judgeGroup([], { autoScalingGroup: scaling({ scheduledActions: [action] }) })).toMatchObject({
        verdict: 'not-applicable',
        code: 'already-scheduled',
      });
      // Suspended, it does nothing.
      const suspended = scaling({ scheduledActions: [action], suspendedProcesses: ['ScheduledActions'] });
      expect(judgeGroup([office, office], { autoScalingGroup: suspended })).toMatchObject({ verdict: 'fail' });
      expect(judgeGroup([], { autoScalingGroup: null })).toMatchObject({ verdict: 'not-assessed', code: 'bounds-unknown' });
      expect(judgeGroup([], { groupType: 'eks-nodegroup' })).toMatchObject({ verdict: 'not-applicable', code: 'eks-nodes' });
      expect(judgeGroup([], { groupType: 'ecs-capacity-provider' })).toMatchObject({ verdict: 'not-applicable', code: 'follows-tasks' });
    });
  });
});
