import type { Chart } from '../../src/model/evaluation.js';

/** A small seeded generator (mulberry32): the same fixture every time. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const START = Date.UTC(2026, 10, 7, 8) / 1000;
const HOURS = 14 * 24;

export type Shape = 'idle' | 'office' | 'steady' | 'bursty' | 'climbing' | 'gaps';

function valueAt(shape: Shape, hour: number, random: number): number | null {
  const ofDay = (hour + 8) % 24;
  const weekday = Math.floor((hour + 8) / 24 + 6) % 7;
  const working = weekday >= 1 && weekday <= 5 && ofDay >= 7 && ofDay < 19;
  switch (shape) {
    case 'idle':
      return 0.4 + random * 1.1;
    case 'office':
      return working ? 24 + 22 * Math.sin(((ofDay - 7) / 12) * Math.PI) + random * 9 : 0.6 + random * 0.5;
    case 'steady':
      return 38 + random * 6;
    case 'bursty':
      return random > 0.94 ? 70 + random * 25 : 3 + random * 4;
    case 'climbing':
      return 30 + hour / 9 + random * 10;
    case 'gaps':
      return hour % 60 > 48 ? null : 9 + random * 8;
  }
}

function hourly(shape: Shape, seed: number): (number | null)[] {
  const random = seeded(seed);
  return Array.from({ length: HOURS }, (_, hour) => {
    const value = valueAt(shape, hour, random());
    return value === null ? null : Math.round(value * 100) / 100;
  });
}

export function lineChart(shape: Shape, seed: number, title: string, threshold: number | null, flipsAt: number | null): Chart {
  return { type: 'line', title, unit: 'percent', start: START, periodSeconds: 3600, values: hourly(shape, seed), threshold, flipsAt };
}

export function weekChart(seed: number): Chart {
  const random = seeded(seed);
  const hours = Array.from({ length: 168 }, (_, hour) => ({ day: Math.floor(hour / 24), ofDay: hour % 24 }));
  const values = hours.map(({ day, ofDay }) => {
    if (day === 6 && ofDay > 19) return null;
    const working = day < 5 && ofDay >= 8 && ofDay < 19;
    return Math.round((working ? 20 + 30 * Math.sin(((ofDay - 8) / 11) * Math.PI) + random() * 12 : random() * 1.2) * 10) / 10;
  });
  return {
    type: 'week',
    title: 'Busiest minute of each hour of the week',
    timeZone: 'Europe/Berlin',
    values,
    removable: hours.map(({ day, ofDay }, at) => values[at] !== null && (day > 4 || ofDay < 7 || ofDay >= 20)),
  };
}

export function breakEvenChart(own: number): Chart {
  const xs = Array.from({ length: 13 }, (_, at) => at * 0.5);
  return {
    type: 'break-even',
    title: 'The same work as functions and as containers',
    xUnit: 'average busy concurrency',
    curves: [
      { label: 'Lambda x86', points: xs.map((x) => ({ x, usd: 4 + x * 87.6 })) },
      { label: 'Lambda arm64', points: xs.map((x) => ({ x, usd: 4 + x * 70.1 })) },
      { label: 'Fargate, two tasks', points: xs.map((x) => ({ x, usd: Math.max(2, Math.ceil(x * 0.8)) * 36.04 })) },
      { label: 'Fargate with ALB', points: xs.map((x) => ({ x, usd: 16.43 + Math.max(2, Math.ceil(x * 0.8)) * 36.04 })) },
    ],
    own: { x: own, low: own * 0.82, high: own * 1.2, usd: 4 + own * 87.6 },
  };
}

export function beforeAfterChart(cpu: number, memory: number | null): Chart {
  return {
    type: 'before-after',
    title: 'Use now and after the change',
    dimensions: [
      { dimension: 'CPU', nowPercent: cpu, projectedPercent: cpu * 2, limitPercent: 80 },
      { dimension: 'Memory', nowPercent: memory, projectedPercent: memory === null ? null : memory * 2, limitPercent: 80 },
      { dimension: 'Network', nowPercent: 3.4, projectedPercent: 6.9, limitPercent: 80 },
    ],
  };
}
