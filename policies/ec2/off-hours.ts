import { SCHEDULER_ROLE, scheduleCommands } from '../../src/analysis/ec2-commands.js';
import { managedReasons } from '../../src/analysis/ec2-manager.js';
import { reservedQuestions, reservedReasons } from '../../src/analysis/ec2-reserved.js';
import { creditsUnder } from '../../src/analysis/ec2-schedule-credits.js';
import { effectsOfStop, isScheduleSuspended } from '../../src/analysis/ec2-stop.js';
import { membersOf, resourceText } from '../../src/analysis/ec2-subject.js';
import { findWeek, prepareWeek, WEEK_METRICS, WEEK_SERIES } from '../../src/analysis/ec2-week.js';
import { OFF_HOURS_MESSAGES, OFF_HOURS_OPTIONS } from '../../src/analysis/ec2-week-options.js';
import { confidenceOf, impact, quantity, seriesEvidence, statedEvidence } from '../../src/analysis/outcome-parts.js';
import { scheduleWords } from '../../src/analysis/schedule-words.js';
import { maximum } from '../../src/analysis/series.js';
import { offsetSeconds } from '../../src/analysis/time-zone.js';
import { definePolicy } from '../../src/model/policy.js';

export default definePolicy({
  meta: {
    id: 'ec2-off-hours',
    title: 'Instance that runs while nobody works',
    severity: 'medium',
    rationale:
      'A machine that is needed in office hours costs as much at night and at weekends. On for 50 of 168 hours it would cost 30 percent. Only hours count in which CPU and network were idle in every week seen, never those that were idle on average.',
    links: [
      {
        title: 'Schedule EC2 with EventBridge Scheduler',
        url: 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html',
      },
      {
        title: 'Instance Scheduler on AWS',
        url: 'https://docs.aws.amazon.com/solutions/latest/instance-scheduler-on-aws/solution-overview.html',
      },
      {
        title: 'Scheduled scaling of Auto Scaling groups',
        url: 'https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-scheduled-scaling.html',
      },
    ],
  },
  requires: {
    kinds: ['ec2-instance', 'instance-group'],
    metrics: WEEK_METRICS,
    series: WEEK_SERIES,
    wantsSeries: (resource, context) => !('outcome' in prepareWeek(resource, context)),
  },
  options: OFF_HOURS_OPTIONS,
  messages: OFF_HOURS_MESSAGES,
  evaluate(resource, context) {
    const prepared = prepareWeek(resource, context);
    if ('outcome' in prepared) return prepared.outcome;
    const week = findWeek(resource, prepared.subjects, context);
    if ('outcome' in week) return week.outcome;
    const { series, maximum: highest, schedule, offHours, removableShare, alreadyOff, unseen, traffic, busyBefore, jobLead } = week.found;
    const { zone, source } = context.timeZone;
    const credits = creditsUnder(prepared.subjects, schedule, 1 - removableShare, context);
    const cost = impact(context.cost, credits.monthly, credits.lines);
    const offTheHour = offsetSeconds(series.start, zone) % series.periodSeconds !== 0;
    const { idleCpuPercent, maximumNetworkBytesPerHour, noticedNetworkBytes } = context.options;
    const isGroup = resource.kind === 'instance-group';
    const machines = prepared.subjects.map(({ instance }) => instance);
    const effects = effectsOfStop(resource, machines, context);
    // To resume them for this schedule would bring what was suspended back to work.
    const asleep = isGroup && isScheduleSuspended(resource) && resource.autoScalingGroup?.scheduledActions?.length !== 0;
    // What is reached by an address that changes stays away from the first morning on.
    const risk = effects.addressMayChange && effects.risk < 2 ? 2 : effects.risk;
    const offPeak = Math.max(0, ...highest.map((value, slot) => (schedule.on[slot] ? 0 : (value ?? 0))));
    return {
      verdict: 'fail',
      code: 'off-hours',
      values: {
        resource: quantity(resourceText(resource), 'text'),
        offHours: quantity(offHours, 'hours'),
        schedule: quantity(scheduleWords(schedule), 'text'),
        zone: quantity(zone, 'text'),
        role: quantity(SCHEDULER_ROLE, 'text'),
        unseen: quantity(unseen, 'hours'),
        alreadyOff: quantity(alreadyOff, 'hours'),
        measures: quantity(traffic.unknownHours > 0 ? 'CPU' : 'CPU and network', 'text'),
        traffic: quantity(traffic.busiest, 'bytes'),
        trafficTotal: quantity(traffic.total, 'bytes'),
        trafficUnknown: quantity(traffic.unknownHours, 'hours'),
        ...(jobLead === null ? {} : { lead: quantity(jobLead, 'hours') }),
        ...(credits.short === 0 ? {} : { creditsShort: quantity(credits.short, 'credits') }),
        ...(busyBefore.days > 0 ? { busyDays: quantity(busyBefore.days, 'days'), earlierPeak: quantity(busyBefore.peak, 'percent') } : {}),
        ...effects.values,
      },
      evidence: [
        seriesEvidence(
          { name: 'maximumCpuPercentInOffHours', value: offPeak, unit: 'percent' },
          { metric: 'ec2.cpu', series, statistic: 'Maximum' },
          { heldAgainst: { option: 'idleCpuPercent', value: idleCpuPercent }, flipsAt: idleCpuPercent },
        ),
        seriesEvidence(
          { name: 'maximumCpuPercent', value: maximum(series.values), unit: 'percent' },
          { metric: 'ec2.cpu', series, statistic: 'Maximum' },
        ),
        statedEvidence('maximumNetworkBytesInAnOffHour', traffic.busiest, 'bytes', {
          heldAgainst: { option: 'maximumNetworkBytesPerHour', value: maximumNetworkBytesPerHour },
          flipsAt: maximumNetworkBytesPerHour,
        }),
        statedEvidence('offHoursPerWeek', offHours, 'hours', {
          heldAgainst: { option: 'minimumOffHoursPerWeek', value: context.options.minimumOffHoursPerWeek },
          flipsAt: context.options.minimumOffHoursPerWeek,
        }),
        statedEvidence('removableShareOfHoursRun', removableShare, 'ratio'),
        statedEvidence('hoursRunPerMonth', context.cost.hoursPerMonth, 'hours'),
      ],
      recommendation: {
        action: 'off-hours',
        target: {
          label: scheduleWords(schedule),
          values: { zone: quantity(zone, 'text'), offHours: quantity(offHours, 'hours') },
          projected: [],
          monthly: cost.projected,
          savings: cost.savings,
          risk,
          platformDifferences: [],
          offerChecked: true,
          notes: [
            ...effects.notes,
            ...(credits.short > 0 ? ['surplus-credits'] : []),
            ...(alreadyOff > 0 ? ['off-already'] : []),
            ...(source === 'default' ? ['time-zone-default'] : []),
            ...(offTheHour ? ['zone-off-the-hour'] : []),
          ],
        },
        alternatives: [],
      },
      cost,
      ...confidenceOf('high', [
        [context.environment?.nonProduction === false, 'production', 'medium'],
        [context.environment === null, 'environment-unknown', 'medium'],
        [unseen > 0, 'some-hours-unseen', 'medium'],
        [traffic.unknownHours > 0, 'network-unknown', 'low'],
        [traffic.total >= noticedNetworkBytes, 'traffic-in-off-hours', 'medium'],
        [busyBefore.days > 0, 'busy-before-window', 'low'],
        [credits.lost, 'credits-lost', 'low'],
        [credits.short > 0 && !credits.lost, 'credit-mode-assumed', 'medium'],
        [jobLead !== null, 'looks-like-job', 'medium'],
        [!isGroup && effects.erasedGb > 0, 'instance-store-lost', 'medium'],
        [effects.addressMayChange, 'address-may-change', 'medium'],
        [isGroup, 'members-may-hold', 'medium'],
        ...managedReasons(resource),
        ...reservedReasons(prepared.subjects),
      ]),
      risk,
      members: membersOf(resource, prepared.subjects),
      commands: scheduleCommands(resource, schedule, zone),
      questions: [
        ...effects.questions,
        ...(asleep ? ['schedule-suspended'] : []),
        ...(credits.short > 0 ? ['ask-credit-mode'] : []),
        ...(jobLead === null ? [] : ['ask-own-clock']),
        ...reservedQuestions(prepared.subjects),
        'needed-without-cpu',
        'holidays-and-releases',
        ...(isGroup ? [] : ['scheduler-role']),
      ],
      charts: [
        {
          type: 'week',
          title: 'Highest CPU utilization by hour of the week',
          timeZone: zone,
          values: highest,
          removable: schedule.on.map((on, slot) => !on && highest[slot] !== null),
        },
      ],
    };
  },
});
