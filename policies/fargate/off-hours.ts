import { scaleLines } from '../../src/analysis/cost-lines.js';
import { IDLE_CPU_OPTIONS, quietCpuPercent } from '../../src/analysis/fargate-idle-options.js';
import { fewestTasks, scheduleCommands } from '../../src/analysis/fargate-schedule.js';
import { deploymentStarts, FARGATE_MESSAGES, fargateService, withoutStarts } from '../../src/analysis/fargate-service.js';
import { hasDatapoints } from '../../src/analysis/fargate-sizing.js';
import * as parts from '../../src/analysis/outcome-parts.js';
import { scheduleWords } from '../../src/analysis/schedule-words.js';
import { idleHours, removableHoursPerMonth, WEEK_HOURS, weekProfile, weekSchedule, weekSlot } from '../../src/analysis/week-profile.js';
import { hasRhythm, RHYTHM_OPTIONS, weekAgreement } from '../../src/analysis/week-rhythm.js';
import { seldomSeen, undecidedHours } from '../../src/analysis/week-undecided.js';
import type { Series } from '../../src/model/metric.js';
import { scaleMoney, subtractMoney } from '../../src/model/money.js';
import { definePolicy, optional } from '../../src/model/policy.js';
import { HOURS_PER_MONTH } from '../../src/model/time.js';

const { quantity } = parts;

/** Slots of the week in which some hour had more requests than the limit. */
function requestedHours(requests: Series | null, timeZone: string, limit: number): boolean[] {
  const requested = new Array<boolean>(WEEK_HOURS).fill(false);
  requests?.values.forEach((count, index) => {
    if (count > limit) requested[weekSlot(requests.start + index * requests.periodSeconds, timeZone)] = true;
  });
  return requested;
}

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
    metrics: {
      cpu: optional('ecs.cpu', { daily: ['Average', 'Maximum', 'Minimum', 'SampleCount'] }),
      requests: optional('ecs.requestsPerTarget', { daily: ['Sum'] }),
    },
    series: {
      cpu: { metric: 'ecs.cpu', statistic: 'Maximum', periodSeconds: 300 },
      requests: { metric: 'ecs.requestsPerTarget', statistic: 'Sum', periodSeconds: 3600 },
    },
    wantsSeries(resource, { metrics: { cpu }, options }) {
      const found = fargateService(resource);
      if (!('service' in found) || !hasDatapoints(cpu)) return false;
      const limit = quietCpuPercent(found.service, options);
      // Never over the limit is idle, never under it has no quiet hour: neither needs the hours.
      return limit !== null && cpu.maximum('window') >= limit && cpu.minimum('window') < limit;
    },
  },
  options: {
    ...IDLE_CPU_OPTIONS,
    maximumRequestsPerHour: {
      type: 'integer',
      default: 0,
      unit: 'count',
      minimum: 0,
      maximum: 100_000,
      description:
        'Requests per target of a load balancer up to which an hour still counts as idle; above 0 where scanners knock on every public door.',
    },
    minimumOffHoursPerWeek: {
      type: 'integer',
      default: 24,
      unit: 'hours',
      minimum: 1,
      maximum: 160,
      description: 'Hours a week that a schedule must take away to be worth having.',
      source:
        'One day of the week; AWS counts a weekday schedule of 50 hours as 70 % saved: https://docs.aws.amazon.com/solutions/latest/instance-scheduler-on-aws/solution-overview.html',
    },
    ...RHYTHM_OPTIONS,
    minimumWeeks: {
      type: 'integer',
      default: 2,
      unit: 'count',
      minimum: 1,
      maximum: 9,
      description: 'Different weeks in which an hour must have been seen idle, and never otherwise.',
    },
  },
  messages: {
    ...FARGATE_MESSAGES,
    ...parts.METRIC_MESSAGES,
    'off-hours': '{service} was quiet in {offHours} of every week seen ({timeZone}): {schedule} would do.',
    'size-unknown': 'The CPU size of the tasks could not be read.',
    'never-used': 'CPU never left the quiet in the window: that is an idle service, not one with off-hours.',
    'never-quiet': 'CPU never went under {limit}.',
    'series-missing': 'The 5-minute values of CPU that would show the hours are missing.',
    'window-too-short': 'The window has {days}; {weeks} whole weeks are needed to know an hour.',
    'no-schedule': 'Its quiet hours would save {offHours} a week at most; under {minimum} no schedule is worth it.',
    'no-rhythm':
      '{service} is busy now and then, but not at the same hours from week to week: that some hours were quiet so far says little of the next week.',
    'hours-unseen': 'Of {unseen} of the week there is no data, and whether a schedule would do hangs on them.',
    'hours-seldom-seen':
      '{unseen} of the week were quiet, but seen in fewer than {weeks} weeks, and whether a schedule would do hangs on them.',
    'too-few-weeks': 'No hour of the week was seen in {weeks} different weeks.',
    'requests-unread': 'The requests of its load balancer by hour could not be read, so quiet rests on CPU alone.',
    'time-zone-default': 'No time zone was given for its owner: the hours are in the default one.',
    'counted-by-fewest-tasks': 'The number of tasks varies; the saving counts the fewest that scaling allows.',
    production: 'It is a production service: what looks quiet may be on call.',
    'environment-unknown': 'Nothing says whether it is production.',
    'starts-left-out': 'CPU in the first 15 minutes after each deployment start was left out.',
    'ask-night-work': 'Does anything call it at night or on weekends without using CPU: health pages, on-call tools, other time zones?',
    'ask-start-order': 'Does anything that starts in the morning need it to be up first?',
  },
  evaluate(resource, context) {
    const found = fargateService(resource);
    if (!('service' in found)) return found.outcome;
    const { service } = found;
    const { metrics, options, window, series, timeZone, environment } = context;
    const limit = quietCpuPercent(service, options);
    if (limit === null) return parts.notAssessed('size-unknown');
    const { cpu } = metrics;
    if (!hasDatapoints(cpu)) return parts.unknownMetric(cpu);
    if (cpu.minimum('window') >= limit) return parts.pass('never-quiet', { limit: quantity(limit, 'percent') });
    if (cpu.status === 'partial') return parts.partialMetric(cpu);
    if (cpu.maximum('window') < limit) return parts.pass('never-used');
    if (window.days < options.minimumWeeks * 7) {
      return parts.notAssessed('window-too-short', { days: quantity(window.days, 'days'), weeks: quantity(options.minimumWeeks, 'count') });
    }
    if (series.cpu === null) return parts.notAssessed('series-missing');

    const { series: working, leftOut } = withoutStarts(series.cpu, deploymentStarts(service));
    const profile = weekProfile(working, timeZone.zone);
    const requested = requestedHours(series.requests, timeZone.zone, options.maximumRequestsPerHour);
    const weeks = quantity(options.minimumWeeks, 'count');
    if (!profile.weeksSeen.some((seen) => seen >= options.minimumWeeks)) return parts.notAssessed('too-few-weeks', { weeks });
    const unrequested = (quiet: boolean, slot: number) => quiet && requested[slot] !== true;
    const idle = idleHours(profile, limit, options.minimumWeeks).map(unrequested);
    if (idle.every((quiet, slot) => quiet || profile.weeksSeen[slot] === 0)) return parts.pass('never-used');
    const schedule = weekSchedule(idle);
    const agreement = weekAgreement(working, timeZone.zone, limit);
    if (schedule === null || schedule.offHoursPerWeek < options.minimumOffHoursPerWeek) {
      // Hours that nobody saw, or too seldom, may be the ones that decide; those in which no task runs any more have nothing idle to save.
      const undecided = undecidedHours({
        idle,
        unseen: profile.weeksSeen.map((seen) => seen === 0),
        seldom: seldomSeen(profile, limit, options.minimumWeeks).map(unrequested),
        minimumOffHoursPerWeek: options.minimumOffHoursPerWeek,
        proposes: (quiet, best) => agreement === null || hasRhythm({ idle: quiet, profile, schedule: best, agreement }, options),
      });
      if (undecided !== null) {
        const needed = undecided.code === 'hours-unseen' ? {} : { weeks };
        return parts.notAssessed(undecided.code, { unseen: quantity(undecided.hours, 'hours'), ...needed });
      }
      const values = {
        offHours: quantity(schedule?.offHoursPerWeek ?? 0, 'hours'),
        minimum: quantity(options.minimumOffHoursPerWeek, 'hours'),
      };
      return parts.pass('no-schedule', values);
    }
    if (!hasRhythm({ idle, profile, schedule, agreement: agreement ?? 0 }, options)) {
      return parts.pass('no-rhythm', { service: quantity(service.serviceName, 'text') });
    }

    const seriesHours = (working.values.length * working.periodSeconds) / 3600;
    const tasks = fewestTasks(service);
    const ran = context.cost.hoursPerMonth;
    const removed = removableHoursPerMonth(profile, schedule, seriesHours, HOURS_PER_MONTH) * tasks;
    const share = ran === null || ran === 0 ? null : Math.min(1, removed / ran);
    const saved = share === null ? null : scaleMoney(context.cost.monthly, share);
    const stays = share === null ? [] : scaleLines(context.cost.lines, 1 - share);
    const cost = parts.impact(context.cost, subtractMoney(context.cost.monthly, saved), stays);
    const scheduleText = scheduleWords(schedule);
    // A metric that counted nothing has no series to fetch, and says as much.
    const requestsKnown =
      series.requests !== null ||
      (metrics.requests.present && metrics.requests.status !== 'partial' && metrics.requests.sum('window') === 0);
    const scales = (service.scaling?.target?.maximum ?? tasks) > tasks;
    return {
      verdict: 'fail',
      code: 'off-hours',
      values: {
        service: quantity(service.serviceName, 'text'),
        offHours: quantity(schedule.offHoursPerWeek, 'hours'),
        timeZone: quantity(timeZone.zone, 'text'),
        schedule: quantity(scheduleText, 'text'),
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
        [service.targetGroupArns.length > 0 && !requestsKnown, 'requests-unread', 'low'],
        [timeZone.source === 'default', 'time-zone-default', 'medium'],
        [environment === null, 'environment-unknown', 'medium'],
        [environment !== null && !environment.nonProduction, 'production', 'low'],
      ]),
      risk: 2,
      members: [],
      commands: scheduleCommands(service, schedule, timeZone.zone),
      questions: ['ask-night-work', 'ask-start-order'],
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
