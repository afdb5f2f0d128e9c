import type { seriesFrom } from './policy-fixtures.js';

/** What a series has at each of its times. */
export type Load = Parameters<typeof seriesFrom>[0];

/** Busy from 08:00 to 18:00 on weekdays, idle otherwise. */
export const office = ({ hour, weekday }: { hour: number; weekday: number }) => (weekday < 5 && hour >= 8 && hour < 18 ? 40 : 1);
