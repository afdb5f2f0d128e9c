import { ALL_DAYS, type Case, drawing, firmly, type InstanceSpec, type Shape } from './demand.js';

/**
 * T instances as AWS describes them: vCPU, and the share of them that credits are earned for.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-credits-baseline-concepts.html
 */
const SIZES = {
  't3.medium': { vcpu: 2, baseline: 20 },
  't3.large': { vcpu: 2, baseline: 30 },
  't3.xlarge': { vcpu: 4, baseline: 40 },
} as const;
type TypeName = keyof typeof SIZES;
const TYPES: readonly [TypeName, ...TypeName[]] = ['t3.medium', 't3.large', 't3.xlarge'];

/** In percent of all vCPUs: a level for some hours of each day, another for the rest. */
interface Demand {
  busy: number;
  idle: number;
  hours: number;
}

const mean = ({ busy, idle, hours }: Demand): number => (busy * hours + idle * (24 - hours)) / 24;
const NOISE = 0.04;

/**
 * CPU and credits that follow from the demand. What a day needs beyond what it earns is charged in unlimited mode; in standard mode
 * the CPU is held at the baseline once the balance is gone. Credits are vCPU-minutes, metrics come every five minutes.
 */
function metrics({ vcpu, baseline }: { vcpu: number; baseline: number }, demand: Demand, unlimited: boolean): Record<string, Shape> {
  const needed = mean(demand);
  const starved = needed > baseline;
  const until = (hours: number) => `${String(Math.floor(hours)).padStart(2, '0')}:${String(Math.floor((hours % 1) * 60)).padStart(2, '0')}`;
  const daily = (busy: number, idle: number, hours = demand.hours): Shape =>
    hours === 24
      ? { kind: 'flat', level: busy, noise: NOISE }
      : { kind: 'office-hours', busy, idle, from: '00:00', to: until(hours), days: [...ALL_DAYS], noise: NOISE };
  const earnedInADay = ((vcpu * baseline) / 100) * 60 * 24;
  const spare = earnedInADay * (1 - needed / baseline);
  // What quiet hours leave unused is spent at the start of the busy ones; from then on the baseline is all there is.
  const savedUp = Math.max(0, baseline - demand.idle) * (24 - demand.hours);
  const slowed = daily(baseline * (1 - NOISE / 2), demand.idle);
  const held: Shape = savedUp === 0 ? slowed : { kind: 'largest', of: [daily(demand.busy, 0, savedUp / (demand.busy - baseline)), slowed] };
  return {
    CPUUtilization: starved && !unlimited ? held : daily(demand.busy, demand.idle),
    // In unlimited mode what a day is short of is charged, and the balance stays at nothing.
    CPUCreditBalance: starved ? (unlimited || savedUp === 0 ? 0 : daily(0, savedUp)) : daily(Math.max(8, spare * 0.5), Math.max(16, spare)),
    CPUSurplusCreditsCharged: starved && unlimited ? { kind: 'flat', level: ((needed - baseline) / 100) * vcpu * 5, noise: NOISE } : 0,
  };
}

/** A T instance is the wrong one where a day needs more than a day earns. */
export function burstableCases(seed: number): Case<InstanceSpec>[] {
  const draw = drawing(seed);
  const stories: readonly (readonly [string, number, (baseline: number) => Demand, 'unseen'?])[] = [
    ['above its baseline all day', 40, (baseline) => ({ busy: draw.between(1.2, 2) * baseline, idle: 0, hours: 24 })],
    ['far above it for most of the day', 30, (baseline) => ({ busy: draw.between(2, 2.4) * baseline, idle: baseline * 0.5, hours: 16 })],
    ['under its baseline all day', 30, (baseline) => ({ busy: draw.between(0.2, 0.85) * baseline, idle: 0, hours: 24 })],
    [
      'bursts to all it has for a few hours',
      30,
      (baseline) => ({ busy: Math.min(94, 2.4 * baseline), idle: baseline * 0.2, hours: draw.whole(2, 6) }),
    ],
    ['right at its baseline', 10, (baseline) => ({ busy: draw.between(0.95, 1.05) * baseline, idle: 0, hours: 24 })],
    ['above its baseline, and sends nothing', 10, (baseline) => ({ busy: 1.5 * baseline, idle: 0, hours: 24 }), 'unseen'],
  ];
  let number = 0;
  return stories.flatMap(([story, count, tell, unseen]) =>
    Array.from({ length: count }, () => {
      const type = draw.pick(TYPES);
      const size = SIZES[type];
      const demand = tell(size.baseline);
      const unlimited = draw.pick([true, true, false]);
      number += 1;
      const name = `burstable-${number}`;
      const spec: InstanceSpec = {
        name,
        type,
        launchedDaysAgo: 150,
        reporting: unseen === undefined,
        metrics: metrics(size, demand, unlimited),
      };
      return {
        name,
        story: `${story}, ${unlimited ? 'unlimited' : 'standard'}`,
        spec,
        truths: { 'ec2-burst-credits': unseen === undefined ? firmly((factor) => mean(demand) * factor > size.baseline) : 'unknown' },
      };
    }),
  );
}
