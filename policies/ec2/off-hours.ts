import { scaleLines } from '../../src/analysis/cost-lines.js';
import { SCHEDULER_ROLE, scheduleCommands } from '../../src/analysis/ec2-commands.js';
import { effectsOfStop, isScheduleSuspended, STOP_MESSAGES } from '../../src/analysis/ec2-stop.js';
import { membersOf, resourceText, SUBJECT_MESSAGES } from '../../src/analysis/ec2-subject.js';
import { TRAFFIC_OPTIONS } from '../../src/analysis/ec2-traffic.js';
import { findWeek, prepareWeek, WEEK_MESSAGES, WEEK_METRICS, WEEK_SERIES } from '../../src/analysis/ec2-week.js';
import { confidenceOf, impact, METRIC_MESSAGES, quantity, seriesEvidence, statedEvidence } from '../../src/analysis/outcome-parts.js';
import { scheduleWords } from '../../src/analysis/schedule-words.js';
import { maximum } from '../../src/analysis/series.js';
import { RHYTHM_OPTIONS } from '../../src/analysis/week-rhythm.js';
import { scaleMoney } from '../../src/model/money.js';
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
  options: {
    idleCpuPercent: {
      type: 'number',
      unit: 'percent',
      default: 5,
      minimum: 0.1,
      maximum: 50,
      description: 'An hour is idle when its highest CPU utilization stays under this.',
      source: 'https://docs.aws.amazon.com/compute-optimizer/latest/ug/view-idle-recommendations.html',
    },
    ...TRAFFIC_OPTIONS,
    minimumWeeks: {
      type: 'integer',
      unit: 'count',
      default: 2,
      minimum: 2,
      maximum: 12,
      description: 'Different weeks in which an hour of the week must have been seen.',
      source: 'One week cannot tell a habit from a holiday.',
    },
    minimumOffHoursPerWeek: {
      type: 'integer',
      unit: 'hours',
      default: 24,
      minimum: 1,
      maximum: 167,
      description: 'Hours off a week under which a schedule is not worth its upkeep.',
      source: 'One day of the week: less is not worth the upkeep of a schedule.',
    },
    minimumPauseHours: {
      type: 'integer',
      unit: 'hours',
      default: 3,
      minimum: 1,
      maximum: 23,
      description: 'A shorter pause within a day is not worth a stop and a start.',
      source: 'Starting, warming up and stopping take part of an hour each.',
    },
    ...RHYTHM_OPTIONS,
    leadHours: {
      type: 'integer',
      unit: 'hours',
      default: 0,
      minimum: 0,
      maximum: 6,
      description: 'How long before its first busy hour it should be running.',
      source: 'An instance is up within minutes; what runs on it may need longer.',
    },
  },
  messages: {
    ...SUBJECT_MESSAGES,
    ...METRIC_MESSAGES,
    ...WEEK_MESSAGES,
    ...STOP_MESSAGES,
    'off-hours': '{resource} is idle by {measures} for {offHours} of every week seen: {schedule} ({zone}) would do.',
    'time-zone-default':
      'No tag or option names the time zone of its owner, so {zone} is taken; the hours are the same, their names may not be.',
    production: 'It is a production environment, where being ready may be the work.',
    'environment-unknown': 'Nothing tells whether it is a production environment.',
    'some-hours-unseen': 'Of {unseen} of the week there is no data, and nothing shows that it was off then: they stay on.',
    'network-unknown':
      'For {trafficUnknown} that the schedule takes away, network traffic is not known: what is idle by CPU alone may be serving.',
    'traffic-in-off-hours':
      'It moved {trafficTotal} in the hours of the window that the schedule takes away (at most {traffic} in one): something talks to it then.',
    'busy-before-window':
      'On {busyDays} before the window, which the schedule takes away wholly, it was busy (up to {earlierPeak}): a month end, or work that comes seldom.',
    'address-may-change': 'It has a public address, which is another after each start unless it is an Elastic IP.',
    'instance-store-lost': 'Every stop erases its instance store ({instanceStore}).',
    'instance-store': 'Is anything on its instance store that is not elsewhere, or that takes long to build again after each start?',
    'off-already': 'In {alreadyOff} of the week it is off already: it was started again later, and sent nothing then. They save nothing.',
    'needed-without-cpu': 'Is it needed at those hours without using CPU: a standby, a licence server, a session left open?',
    'holidays-and-releases': 'Does anyone work at other hours a few times a year, and can they switch it on?',
    'schedule-suspended':
      'Its scheduled actions are suspended, and those of this schedule would stand still with them: may those that it has be deleted, so that scheduled actions can be resumed?',
    'scheduler-role': 'Is there a role {role} that EventBridge Scheduler may take on, with ec2:StartInstances and ec2:StopInstances?',
  },
  evaluate(resource, context) {
    const prepared = prepareWeek(resource, context);
    if ('outcome' in prepared) return prepared.outcome;
    const week = findWeek(resource, prepared.subjects, context);
    if ('outcome' in week) return week.outcome;
    const { series, maximum: highest, schedule, offHours, removableShare, alreadyOff, unseen, traffic, busyBefore } = week.found;
    const { zone, source } = context.timeZone;
    const projected = scaleMoney(context.cost.monthly, 1 - removableShare);
    const cost = impact(context.cost, projected, scaleLines(context.cost.lines, 1 - removableShare));
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
          monthly: projected,
          savings: cost.savings,
          risk,
          platformDifferences: [],
          offerChecked: true,
          notes: [...effects.notes, ...(alreadyOff > 0 ? ['off-already'] : []), ...(source === 'default' ? ['time-zone-default'] : [])],
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
        [!isGroup && effects.erasedGb > 0, 'instance-store-lost', 'medium'],
        [effects.addressMayChange, 'address-may-change', 'medium'],
        [isGroup, 'members-may-hold', 'medium'],
      ]),
      risk,
      members: membersOf(resource, prepared.subjects),
      commands: scheduleCommands(resource, schedule, zone),
      questions: [
        ...effects.questions,
        ...(asleep ? ['schedule-suspended'] : []),
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
