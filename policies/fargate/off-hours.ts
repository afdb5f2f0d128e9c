import { isUnstable } from '../../src/analysis/ecs-stability.js';
import { costWithout } from '../../src/analysis/fargate-cost.js';
import { daysWhollyOff, earlierDays } from '../../src/analysis/fargate-earlier.js';
import { quietCpuPercent } from '../../src/analysis/fargate-idle-options.js';
import { fewestTasks, scheduleCommands } from '../../src/analysis/fargate-schedule.js';
import { deploymentStarts, fargateService } from '../../src/analysis/fargate-service.js';
import { hasDatapoints } from '../../src/analysis/fargate-sizing.js';
import { raisingActions, standsStill } from '../../src/analysis/fargate-suspend.js';
import { serviceWeek } from '../../src/analysis/fargate-week.js';
import { WEEK_MESSAGES, WEEK_METRICS, WEEK_OPTIONS, WEEK_SERIES } from '../../src/analysis/fargate-week-options.js';
import * as parts from '../../src/analysis/outcome-parts.js';
import { scheduleWords } from '../../src/analysis/schedule-words.js';
import { raisesText } from '../../src/analysis/scheduled-raises.js';
import { hoursInWindow } from '../../src/analysis/service-hours.js';
import { removableHoursPerMonth } from '../../src/analysis/week-profile.js';
import { definePolicy } from '../../src/model/policy.js';
import { HOURS_PER_MONTH } from '../../src/model/time.js';

const { quantity } = parts;

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

export default definePolicy({
  meta: {
    id: 'fargate-off-hours',
    title: 'Fargate service that runs through nights and weekends unused',
    severity: 'medium',
    rationale:
      'A week has 168 hours and an office 50 of them. A service that was quiet in the same hours of every week seen can be scaled to zero for them and be back before anyone comes in.',
    links: [
      {
        title: 'Scheduled scaling of ECS services',
        url: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-schedulescaling.html',
      },
      {
        title: 'Scheduled actions from the AWS CLI',
        url: 'https://docs.aws.amazon.com/autoscaling/application/userguide/scheduled-scaling-additional-cli-commands.html',
      },
    ],
  },
  requires: {
    kinds: ['ecs-service', 'ecs-task'],
    metrics: WEEK_METRICS,
    series: WEEK_SERIES,
    wantsSeries(resource, { metrics: { cpu }, options }) {
      const found = fargateService(resource);
      if (!('service' in found) || !hasDatapoints(cpu)) return false;
      const limit = quietCpuPercent(found.service, options);
      // Never over the limit is idle, never under it has no quiet hour: neither needs the hours.
      return limit !== null && cpu.maximum('window') >= limit && cpu.minimum('window') < limit;
    },
  },
  options: WEEK_OPTIONS,
  messages: WEEK_MESSAGES,
  evaluate(resource, context) {
    const found = fargateService(resource);
    if (!('service' in found)) return found.outcome;
    const { service } = found;
    const { metrics, options, window, series, timeZone, environment } = context;
    const limit = quietCpuPercent(service, options);
    if (limit === null) return parts.notAssessed('size-unknown');
    const { cpu } = metrics;
    if (!hasDatapoints(cpu)) return parts.unknownMetric(cpu);
    const week = serviceWeek(service, cpu, limit, context);
    if ('outcome' in week) return week.outcome;
    const { schedule, profile, working, leftOut, trafficUnread } = week.found;

    const { requests, networkReceived } = metrics;
    const seriesHours = (working.values.length * working.periodSeconds) / 3600;
    const hours = Math.min(seriesHours, hoursInWindow(service, cpu, window));
    const tasks = fewestTasks(service);
    const ran = context.cost.hoursPerMonth;
    // Fewer tasks than are wanted now may have run: off-hours are no larger a share of task-hours than of the hours run.
    const hoursOff = removableHoursPerMonth(profile, schedule, hours, HOURS_PER_MONTH);
    const hoursRun = (total(profile.hoursSeen) / hours) * HOURS_PER_MONTH;
    const removed = Math.min(hoursOff * tasks, hoursRun === 0 ? 0 : (hoursOff / hoursRun) * (ran ?? Number.POSITIVE_INFINITY));
    const stays = costWithout(service, { hours: removed, tasks }, context.cost, context.prices);
    const cost = parts.impact(context.cost, stays.monthly, stays.lines);
    const scheduleText = scheduleWords(schedule);
    // A metric that counted nothing has no series to fetch, and says as much.
    const requestsKnown = series.requests !== null || (requests.present && requests.status !== 'partial' && requests.sum('window') === 0);
    const behindTargets = service.targetGroupArns.length > 0;
    const asked = (requests.present && requests.sum('window') > 0) || series.requests?.values.some((count) => count > 0) === true;
    const limits = {
      cpuPercent: limit,
      requestsPerDay: options.maximumRequestsPerHour * 24,
      receivedBytesPerDay: options.maximumReceivedBytesPerDay,
    };
    const earlier = daysWhollyOff(
      earlierDays({ cpu, requests, networkReceived }, limits, deploymentStarts(service), context),
      schedule,
      timeZone.zone,
    );
    const busyDays = earlier.filter(({ busy, used }) => busy || used).length;
    const raising = raisingActions(service);
    const raised = raising.length > 0;
    const isShort = schedule.hoursOn < options.shortStretchHours;
    const scales = (service.scaling?.target?.maximum ?? tasks) > tasks;
    return {
      verdict: 'fail',
      code: 'off-hours',
      values: {
        service: quantity(service.serviceName, 'text'),
        offHours: quantity(schedule.offHoursPerWeek, 'hours'),
        timeZone: quantity(timeZone.zone, 'text'),
        schedule: quantity(scheduleText, 'text'),
        ...(busyDays > 0 ? { busyDays: quantity(busyDays, 'days') } : {}),
        ...(raised ? { scheduledRaises: quantity(raisesText(raising), 'text') } : {}),
      },
      evidence: [
        parts.seriesEvidence(
          { name: 'offHoursPerWeek', value: schedule.offHoursPerWeek, unit: 'hours' },
          { metric: 'ecs.cpu', series: working, statistic: 'Maximum of each hour of the week, over all weeks' },
          {
            heldAgainst: { option: 'minimumOffHoursPerWeek', value: options.minimumOffHoursPerWeek },
            flipsAt: options.minimumOffHoursPerWeek,
          },
        ),
        parts.statedEvidence('idleCpuPercent', limit, 'percent', {
          heldAgainst: { option: 'maximumCpuPercent', value: options.maximumCpuPercent },
        }),
        parts.statedEvidence('timeZone', `${timeZone.zone} (${timeZone.source})`, 'text'),
        parts.statedEvidence('removableTaskHoursPerMonth', removed, 'hours'),
        parts.statedEvidence('taskHoursPerMonth', ran, 'hours'),
      ],
      recommendation: {
        action: 'off-hours',
        target: {
          label: scheduleText,
          values: { removableTaskHoursPerMonth: quantity(removed, 'hours'), timeZone: quantity(timeZone.zone, 'text') },
          projected: [],
          monthly: cost.projected,
          savings: cost.savings,
          risk: 2,
          platformDifferences: [],
          offerChecked: true,
          notes: [...(leftOut > 0 ? ['starts-left-out'] : []), ...(scales ? ['counted-by-fewest-tasks'] : [])],
        },
        alternatives: [],
      },
      cost,
      ...parts.confidenceOf('high', [
        [isUnstable(service, cpu, context), 'unstable', 'low'],
        [busyDays > 0, 'busy-before-window', 'low'],
        [isShort, 'short-stretch', 'low'],
        [earlier.some(({ mayBeStart }) => mayBeStart), 'start-before-window', 'medium'],
        [behindTargets && !requestsKnown, 'requests-unread', 'low'],
        [trafficUnread > 0, 'traffic-unread', 'low'],
        [behindTargets && requestsKnown && !asked && !networkReceived.present, 'load-balancer-type-unseen', 'medium'],
        [!behindTargets && !networkReceived.present, 'no-traffic-evidence', 'medium'],
        [raised, 'own-schedule', 'medium'],
        [timeZone.source === 'default', 'time-zone-default', 'medium'],
        [environment === null, 'environment-unknown', 'medium'],
        [environment !== null && !environment.nonProduction, 'production', 'medium'],
      ]),
      risk: 2,
      members: [],
      commands: scheduleCommands(service, schedule, timeZone.zone),
      questions: [
        ...(service.scaling === null ? ['ask-scaling-unread'] : []),
        ...(raised ? ['ask-own-schedule'] : []),
        ...(standsStill(service) ? ['ask-suspended-schedule'] : []),
        'ask-night-work',
        'ask-start-order',
        // Requests that were counted show that the work comes from outside.
        ...(isShort || !asked ? ['ask-own-clock'] : []),
      ],
      charts: [
        {
          type: 'week',
          title: 'Highest CPU of each hour of the week',
          timeZone: timeZone.zone,
          values: profile.maximum,
          removable: schedule.on.map((on) => !on),
        },
      ],
    };
  },
});
