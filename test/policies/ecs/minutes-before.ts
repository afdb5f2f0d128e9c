import { END } from '../../support/policy-fixtures.js';

/** So many minutes before the window ends, as an API writes a time. */
export const minutesBefore = (minutes: number) => new Date(Date.parse(END) - minutes * 60_000).toISOString().replace('.000Z', 'Z');
