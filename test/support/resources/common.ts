export const ACCOUNT = '111122223333';
export const REGION = 'us-east-1';
/** End of every test window, a Monday at midnight UTC. */
export const END = '2026-11-16T00:00:00Z';
/** A start long before any window. */
export const LONG_AGO = '2025-01-01T00:00:00Z';

export const common = { accountId: ACCOUNT, region: REGION, name: null, tags: {} };
