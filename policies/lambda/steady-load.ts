import { hasDatapoints, inspectFunction, knownSilent, provisionedTotal } from '../../src/analysis/lambda-function.js';
import { dailyCalls } from '../../src/analysis/lambda-life.js';
import {
  busiestEarlierDay,
  hoursDecide,
  loadAhead,
  readyUsd,
  seriesOfLife,
  steadyDays,
  steadyWork,
  tooYoung,
} from '../../src/analysis/lambda-steady.js';
import { STEADY_MESSAGES, STEADY_OPTIONS } from '../../src/analysis/lambda-steady-options.js';
import { versionRemarks } from '../../src/analysis/lambda-versions.js';
import * as parts from '../../src/analysis/outcome-parts.js';
import {
  breakEven,
  breakEvenChart,
  byCost,
  copiesEvidence,
  placementOptions,
  placementTarget,
  scaledWork,
} from '../../src/analysis/placement.js';
import { fargatePlacement } from '../../src/analysis/placement-fargate.js';
import type { PlacementOption } from '../../src/analysis/placement-work.js';
import { busyConcurrency, steadiness, unsteadyBecause } from '../../src/analysis/steadiness.js';
import type { Evidence, Target } from '../../src/model/evaluation.js';
import { scaleMoney } from '../../src/model/money.js';
import { definePolicy, optional } from '../../src/model/policy.js';

const { quantity } = parts;

export default definePolicy({
  meta: {
    id: 'lambda-steady-load',
    title: 'Function with a load so steady that a container is cheaper',
    severity: 'medium',
    rationale:
      'Lambda is charged by the millisecond and is hard to beat for work that comes and goes. Work that never stops pays for that elasticity without using it: above one to two requests in flight all day, tasks that always run cost less.',
    links: [
      { title: 'Lambda pricing', url: 'https://aws.amazon.com/lambda/pricing/' },
      { title: 'Fargate pricing', url: 'https://aws.amazon.com/fargate/pricing/' },
      { title: 'Concurrency of a function', url: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html' },
      { title: 'Fargate or Lambda', url: 'https://docs.aws.amazon.com/decision-guides/latest/fargate-or-lambda/fargate-or-lambda.html' },
    ],
  },
  requires: {
    kinds: ['lambda-function'],
    metrics: {
      invocations: optional('lambda.invocations', { daily: ['Sum'] }),
      duration: optional('lambda.duration', { daily: ['Average', 'Maximum', 'SampleCount'] }),
      concurrent: optional('lambda.concurrentExecutions', { daily: ['Maximum'] }),
    },
    series: {
      invocations: { metric: 'lambda.invocations', statistic: 'Sum', periodSeconds: 3600 },
      duration: { metric: 'lambda.duration', statistic: 'Average', periodSeconds: 3600 },
    },
    wantsSeries(fn, { metrics: { invocations, duration }, options, window }) {
      if (fn.capacityProvider !== null || fn.durable !== null || !hasDatapoints(invocations) || !hasDatapoints(duration)) return false;
      return hoursDecide(steadyDays(fn, { invocations, duration }, window), options);
    },
  },
  options: STEADY_OPTIONS,
  messages: STEADY_MESSAGES,
  evaluate(fn, context) {
    const { metrics, options, series, cost, prices, fleet, window } = context;
    const { invocations, duration } = metrics;
    if (fn.capacityProvider !== null) return parts.notApplicable('on-managed-instances');
    if (fn.durable !== null) return parts.notApplicable('durable');
    if (knownSilent(invocations, 'window')) return parts.notApplicable('no-invocations');
    if (!hasDatapoints(invocations)) return parts.unknownMetric(invocations);
    if (!hasDatapoints(duration)) return parts.unknownMetric(duration);
    const minimum = quantity(options.minimumBusyConcurrency, 'count');
    const { life, daily, days } = steadyDays(fn, { invocations, duration }, window);
    for (const view of [invocations, duration]) if (view.status === 'partial') return parts.partialMetric(view);
    if (days === null || days.average < options.minimumBusyConcurrency) {
      return parts.pass('low-load', { average: quantity(days?.average ?? 0, 'count'), minimum });
    }
    if (tooYoung(life, options)) {
      const required = quantity(options.minimumDays, 'days');
      return parts.notAssessed('too-young', { days: quantity(Math.floor(life.days), 'days'), required });
    }
    if (unsteadyBecause(days, options) !== null) return parts.pass('unsteady-days');
    if (series.invocations === null || series.duration === null) return parts.notAssessed('series-missing');

    const counted = seriesOfLife(series.invocations, life, window);
    const hourly = busyConcurrency(counted, seriesOfLife(series.duration, life, window));
    const load = steadiness(hourly.values);
    const unknownHours = hourly.values.filter(Number.isNaN).length;
    if (load === null || unknownHours > 0.05 * hourly.values.length) {
      return parts.notAssessed('hours-unknown', { unknown: quantity(unknownHours, 'hours') });
    }
    if (load.average < options.minimumBusyConcurrency) return parts.pass('low-load', { average: quantity(load.average, 'count'), minimum });
    const unsteady = unsteadyBecause(load, options);
    if (unsteady !== null) {
      return parts.pass(unsteady, {
        minimum,
        silent: quantity(load.silentShare * 100, 'percent'),
        evenness: quantity(load.evenness, 'ratio'),
        variation: quantity(load.variation, 'ratio'),
      });
    }

    const earlier = busiestEarlierDay(invocations, duration, { changedAt: fn.lastModified, window });
    // What headroom is for, a busier day may use of it.
    const busierBefore = earlier > load.maximum / (1 - options.headroomPercent / 100);
    const work = steadyWork(fn, busierBefore ? { ...load, maximum: earlier } : load, {
      invocations: dailyCalls(invocations, duration, 'window').counts.reduce((sum, count) => sum + count, 0),
      longestMilliseconds: duration.maximum('window'),
      life,
      requestsPerShare: options.requestsPerShare,
    });
    const settings = { copies: options.copies, headroomPercent: options.headroomPercent, prices, instanceTypes: fleet.instanceTypes };
    const all = placementOptions(work, settings);
    const fargate = all.find(({ placement }) => placement === 'fargate');
    const plain = all.find(({ placement }) => placement === `lambda-${fn.architecture}`)?.monthly.high ?? null;
    if (cost.monthly === null || fargate === undefined || fargate.monthly.high === null) return parts.notAssessed('no-price');
    const share = 1 - options.minimumSavingPercent / 100;
    const highest = cost.monthly.usd * share;
    const amounts = {
      target: quantity(fargate.monthly.high.usd, 'usd-per-month'),
      current: quantity(cost.monthly.usd, 'usd-per-month'),
      plain: quantity(plain?.usd ?? null, 'usd-per-month'),
    };
    if (fargate.monthly.high.usd > highest) return parts.pass('lambda-is-cheaper', amounts);
    // What environments cost that stand ready for nothing is no reason to move: they can be given up where they are.
    const ready = readyUsd(cost.lines);
    if (ready > 0 && plain !== null && fargate.monthly.high.usd > plain.usd * share) return parts.pass('provisioned-is-the-cost', amounts);

    const even = breakEven(cost.monthly, load.average, fargate.monthly.high, ready);
    const flips = breakEven(scaleMoney(cost.monthly, share), load.average, fargate.monthly.high, ready * share) ?? 0;
    const ahead = loadAhead(daily, load.average);
    const then = fargatePlacement(scaledWork(work, ahead), { architecture: fn.architecture, spot: false }, settings).monthly.high;
    const fades = ahead < 1 && (then === null || then.usd > share * (ready + (cost.monthly.usd - ready) * ahead));
    const source = { metric: 'lambda.invocations', series: counted, statistic: 'Sum x Average of Duration' } as const;
    const evidence: Evidence[] = [
      parts.seriesEvidence({ name: 'averageBusyConcurrency', value: load.average, unit: 'count' }, source, {
        heldAgainst: { option: 'minimumSavingPercent', value: options.minimumSavingPercent },
        flipsAt: flips,
      }),
      parts.seriesEvidence({ name: 'p10BusyConcurrency', value: load.p10, unit: 'count' }, source),
      parts.seriesEvidence({ name: 'p90BusyConcurrency', value: load.p90, unit: 'count' }, source),
      parts.seriesEvidence({ name: 'maximumBusyConcurrency', value: load.maximum, unit: 'count' }, source),
      parts.seriesEvidence({ name: 'evenness', value: load.evenness, unit: 'ratio' }, source, {
        heldAgainst: { option: 'minimumEvenness', value: options.minimumEvenness },
        flipsAt: options.minimumEvenness,
      }),
      parts.seriesEvidence({ name: 'variation', value: load.variation, unit: 'ratio' }, source, {
        heldAgainst: { option: 'maximumVariation', value: options.maximumVariation },
        flipsAt: options.maximumVariation,
      }),
      parts.seriesEvidence({ name: 'silentHoursPercent', value: load.silentShare * 100, unit: 'percent' }, source, {
        heldAgainst: { option: 'maximumSilentPercent', value: options.maximumSilentPercent },
        flipsAt: options.maximumSilentPercent,
      }),
      parts.statedEvidence('breakEvenBusyConcurrency', even, 'count'),
      ...copiesEvidence(fargate),
      ...(busierBefore ? [parts.statedEvidence('busiestEarlierDayConcurrency', earlier, 'count')] : []),
      ...(ready > 0 ? [parts.statedEvidence('provisionedEnvironments', provisionedTotal(fn), 'count')] : []),
    ];
    const versions = versionRemarks(fn);
    const { concurrent } = metrics;
    const knownAtOnce = hasDatapoints(concurrent) && concurrent.status !== 'partial';
    const bursts = hasDatapoints(concurrent) && concurrent.maximum('window') > 5 * Math.max(1, load.maximum);
    const targetOf = (option: PlacementOption): Target => {
      const target = placementTarget(option, cost.monthly);
      const note = /^lambda-(x86_64|arm64)$/.test(option.placement) ? 'without-provisioned' : 'ends-provisioned';
      return ready > 0 ? { ...target, notes: [...target.notes, note] } : target;
    };
    return {
      verdict: 'fail',
      // Invocations and durations are whole here; how many ran at once lowers the confidence, and no more than that.
      decidedDespitePartialData: true,
      code: 'steady-load',
      values: {
        average: quantity(load.average, 'count'),
        p10: quantity(load.p10, 'count'),
        p90: quantity(load.p90, 'count'),
        target: quantity(fargate.label.high, 'text'),
        breakEven: quantity(even, 'count'),
      },
      evidence,
      recommendation: {
        action: 'placement',
        target: targetOf(fargate),
        alternatives: byCost(all.filter((option) => option !== fargate)).map(targetOf),
      },
      cost: parts.impact(cost, fargate.monthly.high, fargate.lines),
      ...parts.confidenceOf('medium', [
        [true, 'placement-is-an-estimate', 'medium'],
        [busierBefore, 'busier-before', 'low'],
        [fades, 'load-falls', 'low'],
        [ahead * (1 - options.headroomPercent / 100) > 1, 'load-rises', 'medium'],
        [bursts, 'bursts-inside-hours', 'low'],
        [!bursts && !knownAtOnce, 'bursts-unknown', 'medium'],
      ]),
      risk: 3,
      members: [],
      commands: [inspectFunction(fn), ...versions.inspect],
      // Tasks are sized, and the cost is reckoned, by the memory of $LATEST.
      questions: ['ask-callers', 'ask-concurrency-safe', 'ask-state', 'ask-local-disk', ...versions.questions],
      charts: [
        breakEvenChart({ average: load.average, p10: load.p10, p90: load.p90, monthly: cost.monthly, alwaysUsd: ready }, work, settings),
        {
          type: 'line',
          title: 'Requests in flight, by hour',
          unit: 'count',
          start: hourly.start,
          periodSeconds: hourly.periodSeconds,
          values: Array.from(hourly.values, (value) => (Number.isNaN(value) ? null : value)),
          threshold: even,
          flipsAt: flips,
        },
      ],
    };
  },
});
