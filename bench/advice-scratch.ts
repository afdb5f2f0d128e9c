import { percentile } from '../src/analysis/series.js';
import { loadRules } from '../src/index.js';
import { exceeds, m5Ladder, NOW, useOf } from './advice/ladder.js';
import { RIVALS } from './advice/rivals.js';
import { foresight } from './advice/score.js';
import { generatedSeries, halves, realSeries } from './advice/series.js';

function upper(values: Float64Array, p: number, z: number): number {
  const n = values.filter((v) => !Number.isNaN(v)).length;
  const allowed = n * (1 - p);
  const sorted = values
    .filter((v) => !Number.isNaN(v))
    .sort()
    .reverse();
  // highest first: find smallest v such that bound holds
  let best = sorted[0] ?? 0;
  let last = Number.NaN;
  for (let i = 0; i < sorted.length && i <= allowed + 1; i++) {
    const v = sorted[i] ?? 0;
    if (v === last) continue;
    last = v;
    let total = 0,
      squares = 0,
      run = 0;
    for (const x of values) {
      if (x > v) {
        run++;
      } else if (run > 0) {
        total += run;
        squares += run * run;
        run = 0;
      }
    }
    if (run > 0) {
      total += run;
      squares += run * run;
    }
    if (total + z * Math.sqrt(2 * squares) <= allowed) best = v;
    else break;
  }
  return best;
}
function trend(values: Float64Array): { slope: number; days: number; significant: boolean } {
  const days: number[] = [];
  for (let end = values.length; end > 0; end -= 288) {
    const d = values.slice(Math.max(0, end - 288), end).filter((v) => !Number.isNaN(v));
    if (d.length > 0) days.unshift(percentile(d, 99.5) ?? 0);
  }
  const sen = (d: number[]) => {
    const sl: number[] = [];
    for (let i = 0; i < d.length; i++) for (let j = i + 1; j < d.length; j++) sl.push(((d[j] ?? 0) - (d[i] ?? 0)) / (j - i));
    sl.sort((a, b) => a - b);
    return ((sl[Math.floor((sl.length - 1) / 2)] ?? 0) + (sl[Math.floor(sl.length / 2)] ?? 0)) / 2;
  };
  const n = days.length;
  let s = 0;
  const slopes: number[] = [];
  for (let i = 0; i < n; i++)
    for (let j = i + 1; j < n; j++) {
      const diff = (days[j] ?? 0) - (days[i] ?? 0);
      s += Math.sign(diff);
      slopes.push(diff / (j - i));
    }
  slopes.sort((a, b) => a - b);
  const sd = Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  return { slope: Math.min(sen(days), sen(days.slice(Math.floor(n / 2)))), days: n, significant: (s - 1) / sd > 1.645 };
}
export async function main(args: readonly string[]): Promise<number> {
  const rules = await loadRules();
  const ladder = m5Ladder(rules.prices);
  const now = ladder.find(({ type }) => type === NOW)!;
  const p995 = RIVALS[3]!;
  const groups = new Map<string, number[]>();
  const z = Number(args[0]);
  const H = Number(args[2] ?? 0.95);

  const names = ['base', 'trend', 'bound', 'both'];
  for (const series of [...realSeries(process.env.SERIES_DIR!), ...generatedSeries(Number(args[1]))]) {
    const { known, later } = halves(series);
    const seen = useOf(known, { endsAtHour: true })!;
    const coming = useOf(later, { endsAtHour: false })!;
    const best = foresight(coming, ladder, now);
    const t = trend(known);
    const rise = t.significant ? Math.max(0, t.slope) * t.days : 0;
    const bound = upper(known, 0.995, z);
    const byDay: number[] = [];
    for (let end = known.length; end > 0; end -= 288) {
      const u = useOf(known.slice(Math.max(0, end - 288), end), { endsAtHour: true });
      if (u) byDay.push(u.hour);
    }
    byDay.sort((a, b) => b - a);
    const hx = (byDay[0] ?? 0) + (H === 1 ? (byDay[0] ?? 0) - (byDay[1] ?? 0) : 0);
    if (series.shape === 'real')
      console.log(series.name, 'hx', hx, 'bound', bound, 'p', seen.p995, 'rise', rise, 'hour', seen.hour, coming.p995, coming.hour);
    const fit = (pr: number, b: boolean) =>
      ladder.find((s) => {
        const c = (100 * s.vcpus) / now.vcpus;
        return seen.p995 <= c * 0.8 && hx <= c * 0.95 && seen.hour + pr <= c * 0.95 && seen.p995 + pr <= c && (!b || bound <= c);
      }) ?? now;
    const g = groups.get(series.shape) ?? new Array(24).fill(0);
    groups.set(series.shape, g);
    [fit(0, false), fit(rise, false), fit(0, true), fit(rise, true), p995.advise(seen, ladder, now) ?? now].forEach((s, i) => {
      if (s.usd >= now.usd) return;
      const e = exceeds(coming, s, now);
      g[i * 4] += 1;
      g[i * 4 + 1] += e ? 1 : 0;
      const sv = Math.min(now.usd - s.usd, now.usd - best.usd);
      g[i * 4 + 2] += sv;
      g[i * 4 + 3] += e ? 0 : sv;
    });
    g[20] += now.usd - best.usd;
    const q = p995.advise(seen, ladder, now) ?? now;
    const m = fit(rise, false);
    if (series.shape === 'growing' && q.usd < now.usd && !exceeds(coming, q, now) && m.usd > q.usd)
      console.log(
        'LOST',
        series.name,
        q.type,
        m.type,
        'p',
        seen.p995,
        'hour',
        seen.hour,
        'rise',
        rise,
        'bound',
        bound,
        'then',
        coming.p995,
        coming.hour,
      );
    if (series.shape === 'growing' && fit(rise, true).usd < now.usd && exceeds(coming, fit(rise, true), now))
      console.log(series.name, fit(rise, true).type, 'p', seen.p995, 'rise', rise, 'bound', bound, 'then', coming.p995, coming.hour);
  }
  for (const [shape, g] of groups)
    console.log(
      shape.padEnd(14),
      [...names, 'p99.5']
        .map(
          (n, i) =>
            `${n}: ${g[i * 4]} ex ${g[i * 4 + 1]} saved ${((100 * g[i * 4 + 2]!) / g[20]!).toFixed(1)} kept ${((100 * g[i * 4 + 3]!) / g[20]!).toFixed(1)}`,
        )
        .join(' | '),
    );
  return 0;
}
