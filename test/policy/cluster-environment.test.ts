import { describe, expect, it } from 'vitest';
import { regionWork } from '../../src/policy/region-work.js';
import { settingsResolver } from '../../src/policy/resource-settings.js';
import { ACCOUNT, cluster, service } from '../support/resources.js';
import { block, configOf, settingsOf } from './fixtures.js';

const account = () => ({ accountId: ACCOUNT, partition: 'aws' as const, name: null, environment: null });

describe('environment of what is in a cluster', () => {
  const of = (tags: Record<string, string> | null, own: Parameters<typeof service>[0] = {}, config: unknown = {}) =>
    settingsResolver(configOf(config), [account()], new Map([['main', { tags }]]))(service({ serviceName: 'api', tags: {}, ...own }))
      .environment;
  const dev = { name: 'dev', nonProduction: true, source: 'cluster tag', matched: 'env=dev' };

  it('is that of the tag of its cluster', () => {
    expect(of({ env: 'dev' })).toEqual(dev);
    expect(of({ env: 'prod' })).toMatchObject({ name: 'prod', source: 'cluster tag' });
    expect(of({})).toBeNull();
    expect(of(null)).toBeNull();
    expect(of({ env: 'dev' }, { clusterName: 'other' })).toBeNull();
  });

  it('is its own first: by an override, a tag, or a name that says production', () => {
    expect(of({ env: 'dev' }, { tags: { env: 'prod' } })).toMatchObject({ name: 'prod', source: 'tag' });
    expect(of({ env: 'dev' }, { tags: { env: 'blue' } })).toBeNull();
    expect(of({ env: 'dev' }, {}, { overrides: [{ match: { name: '*' }, environment: 'prod' }] })).toMatchObject({ source: 'config' });
    expect(of({ env: 'dev' }, { serviceName: 'api-prod' })).toMatchObject({ name: 'prod', source: 'service' });
    expect(of({ env: 'dev' }, { serviceName: 'api-test' })).toEqual(dev);
    expect(of({ env: 'prod' }, { serviceName: 'api-dev' })).toMatchObject({ name: 'prod', source: 'cluster tag' });
  });

  it('is told by its own name where the tag of the cluster stands for none that is known', () => {
    expect(of({ env: 'blue' }, { serviceName: 'api-test' })).toMatchObject({ name: 'test', source: 'service' });
  });

  it('is looked up in the region that is judged', () => {
    const api = service({ serviceName: 'api', tags: {} });
    const { settingsOf: of } = regionWork(block([cluster({ id: 'main', name: 'main', tags: { env: 'dev' } }), api]), settingsOf());
    expect(of(api).environment).toEqual(dev);
  });
});
