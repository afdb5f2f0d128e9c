import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { rememberedCredentials } from '../../src/aws/credentials.js';

const HOUR = 3_600_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function counted(lifetimeMs: number | null) {
  let loads = 0;
  const source = rememberedCredentials(async () => {
    loads += 1;
    const expiration = lifetimeMs === null ? {} : { expiration: new Date(Date.now() + lifetimeMs) };
    return { accessKeyId: `key-${loads}`, secretAccessKey: 'secret', ...expiration };
  });
  return { source, loads: () => loads };
}

describe('remembered credentials', () => {
  it('are loaded once for all that ask at the same time', async () => {
    const { source, loads } = counted(HOUR);
    const given = await Promise.all(Array.from({ length: 20 }, () => source.provide()));
    expect(new Set(given.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(['key-1']));
    expect(loads()).toBe(1);
  });

  it('are renewed five minutes before they end, not earlier', async () => {
    const { source } = counted(HOUR);
    await source.provide();
    vi.advanceTimersByTime(HOUR - 300_001);
    expect((await source.provide()).accessKeyId).toBe('key-1');
    vi.advanceTimersByTime(1);
    expect((await source.provide()).accessKeyId).toBe('key-2');
  });

  it('without an end are kept', async () => {
    const { source } = counted(null);
    await source.provide();
    vi.advanceTimersByTime(1_000 * HOUR);
    expect((await source.provide()).accessKeyId).toBe('key-1');
  });

  it('that live shorter than the margin are not loaded for every request', async () => {
    const { source, loads } = counted(60_000);
    await source.provide();
    vi.advanceTimersByTime(1_000);
    await source.provide();
    expect(loads()).toBe(1);
  });

  it('are dropped when a service calls them expired, but not again right after', async () => {
    const { source } = counted(HOUR);
    await source.provide();
    vi.advanceTimersByTime(60_000);
    source.invalidate();
    expect((await source.provide()).accessKeyId).toBe('key-2');
    source.invalidate();
    expect((await source.provide()).accessKeyId).toBe('key-2');
  });

  it('are asked for again after a failure', async () => {
    let fail = true;
    const source = rememberedCredentials(async () => {
      if (fail) throw new Error('no network');
      return { accessKeyId: 'key', secretAccessKey: 'secret' };
    });
    await expect(source.provide()).rejects.toThrow('no network');
    fail = false;
    expect((await source.provide()).accessKeyId).toBe('key');
  });
});
