import { describe, expect, it } from 'vitest';
import type { Resource } from '../../src/model/resource/index.js';
import type { Account } from '../../src/model/snapshot.js';
import { wordsOf } from '../../src/policy/environments.js';
import { settingsResolver, withMembersEnvironment } from '../../src/policy/resource-settings.js';
import { ianaZone } from '../../src/policy/time-zones.js';
import { ACCOUNT, instance, instanceGroup, lambdaFunction, service, task } from '../support/resources.js';
import { configOf, policyOf } from './fixtures.js';

const account = (overrides: Partial<Account> = {}): Account => ({
  accountId: ACCOUNT,
  partition: 'aws',
  name: null,
  environment: null,
  ...overrides,
});

function settings(resource: Resource, config: unknown = {}, accounts: readonly Account[] = [account()]) {
  return settingsResolver(configOf(config), accounts)(resource);
}

describe('words of a name', () => {
  it.each([
    ['checkout-dev', ['checkout', 'dev']],
    ['CheckoutDevAPI', ['checkout', 'dev', 'api']],
    ['HTTPServerTest', ['http', 'server', 'test']],
    ['dev2_eu.west', ['dev', '2', 'eu', 'west']],
    ['DEV', ['dev']],
    ['größe-dev', ['größe', 'dev']],
    ['', []],
  ])('%j', (name, words) => {
    expect(wordsOf(name)).toEqual(words);
  });
});

describe('environment', () => {
  const named = (name: string) => settings(instance({ name })).environment?.name ?? null;
  it.each([
    ['dev-portal', 'dev'],
    ['web-develop', 'dev'],
    ['sandbox7', 'dev'],
    ['QAWorker', 'test'],
    ['e2e-runner', 'test'],
    ['shop-stg', 'staging'],
    ['shop-prod', 'prod'],
    ['device-gateway', null],
    ['devops-runner', null],
    ['contest', null],
    ['product-catalog', null],
    ['reproduction', null],
    ['api-non-prod', 'dev'],
    ['nonProdApi', 'dev'],
    ['pre-prod', 'staging'],
    ['preprod', 'staging'],
    ['dev-to-prod-sync', 'prod'],
    ['non-prod-and-prod', 'prod'],
  ])('of the name %j is %s', (name, expected) => {
    expect(named(name)).toBe(expected);
  });

  it('says what matched, tags first, in the order of the keys and in any case', () => {
    expect(settings(instance({ name: 'x-prod', tags: { Environment: 'Development' } })).environment).toEqual({
      name: 'dev',
      nonProduction: true,
      source: 'tag',
      matched: 'Environment=Development',
    });
    expect(settings(instance({ tags: { stage: 'prod', ENV: 'test' } })).environment).toMatchObject({ name: 'test', matched: 'ENV=test' });
  });

  it('does not guess from names where a tag says something that is not known', () => {
    expect(settings(instance({ name: 'web-dev', tags: { env: 'blue' } })).environment).toBeNull();
    expect(settings(instance({ name: 'web-dev', tags: { env: '  ' } })).environment?.name).toBe('dev');
  });

  it('looks at service, cluster and account, and lets a name that says production win', () => {
    expect(settings(service({ serviceName: 'api', clusterName: 'dev' })).environment).toMatchObject({
      name: 'dev',
      source: 'cluster',
      matched: 'dev',
    });
    expect(settings(service({ serviceName: 'api-test', clusterName: 'dev' })).environment).toMatchObject({
      name: 'test',
      source: 'service',
    });
    expect(settings(service({ serviceName: 'api-dev', clusterName: 'prod' })).environment).toMatchObject({
      name: 'prod',
      source: 'cluster',
    });
    expect(settings(task({ clusterName: 'main', group: 'family:load-test' })).environment).toMatchObject({ name: 'test', source: 'name' });
    expect(settings(lambdaFunction(), {}, [account({ name: 'Acme Sandbox' })]).environment).toMatchObject({
      name: 'dev',
      source: 'account',
      matched: 'Acme Sandbox',
    });
    expect(settings(lambdaFunction()).environment).toBeNull();
  });

  it('takes what people stated about an account before names', () => {
    expect(settings(instance({ name: 'web-prod' }), {}, [account({ environment: 'dev' })]).environment).toMatchObject({
      name: 'dev',
      source: 'account',
    });
    const config = { environments: { names: { lab: { accounts: [ACCOUNT], nonProduction: true } } } };
    expect(settings(instance({ name: 'web-prod' }), config).environment).toMatchObject({
      name: 'lab',
      source: 'account',
      nonProduction: true,
    });
  });

  it('follows the config: own words, own keys, an override before everything', () => {
    const config = {
      environments: {
        tagKeys: ['tier'],
        names: { dev: { words: ['spielwiese'], nonProduction: true }, edge: { words: ['rand'], nonProduction: false } },
      },
      overrides: [{ match: { name: 'special' }, environment: 'edge' }],
    };
    const of = (resource: Resource) => settings(resource, config).environment?.name ?? null;
    expect(of(instance({ name: 'spielwiese-1' }))).toBe('dev');
    expect(of(instance({ name: 'sandbox' }))).toBeNull();
    expect(of(instance({ tags: { tier: 'rand', env: 'dev' } }))).toBe('edge');
    expect(settings(instance({ name: 'special', tags: { tier: 'dev' } }), config).environment).toEqual({
      name: 'edge',
      nonProduction: false,
      source: 'config',
      matched: 'override 1',
    });
  });
});

describe('environment of a group', () => {
  type Tags = Record<string, string>;
  const of = (members: Tags[], tags: Tags = {}, config: unknown = {}) => {
    const instances = members.map((own, index) => instance({ id: `i-${index}`, name: null, tags: own }));
    const resolved = configOf(config);
    const known = new Map(instances.map((one) => [one.id, one]));
    const group = instanceGroup({ id: 'web', tags, instanceIds: instances.map(({ id }) => id) });
    return withMembersEnvironment(settingsResolver(resolved, [account()]), resolved, known)(group).environment;
  };

  it('is the one that all members share', () => {
    const shared = { name: 'test', nonProduction: true, source: 'tag', matched: 'env=test' };
    expect(of([{ env: 'test' }, { env: 'test' }])).toEqual(shared);
    expect(of([{ env: 'test' }, { stage: 'qa' }])).toEqual(shared);
    expect(of([{ env: 'test' }, { env: 'prod' }])).toBeNull();
    expect(of([{ env: 'test' }, { env: 'dev' }])).toBeNull();
    expect(of([{ env: 'test' }, {}])).toBeNull();
    expect(of([{}, { env: 'test' }])).toBeNull();
    expect(of([])).toBeNull();
  });

  it('is its own first, also where its own tag stands for none that is known', () => {
    expect(of([{ env: 'test' }], { env: 'prod' })?.name).toBe('prod');
    expect(of([{ env: 'test' }], { env: 'blue' })).toBeNull();
    const overrides = [{ match: { id: 'web' }, environment: 'prod' }];
    expect(of([{ env: 'test' }], {}, { overrides })).toMatchObject({ name: 'prod', source: 'config' });
  });

  it('is not asked for of what is no group', () => {
    const config = configOf({});
    const one = instance({ name: 'web', tags: {} });
    const resolve = withMembersEnvironment(settingsResolver(config, [account()]), config, new Map([[one.id, one]]));
    expect(resolve(one).environment).toBeNull();
  });
});

describe('owner and time zone', () => {
  it('come from an override, else from tags, else from the default', () => {
    const config = {
      overrides: [
        { match: { region: '*' }, owner: 'everyone' },
        { match: { name: 'batch-*' }, owner: 'data', timeZone: 'Asia/Tokyo' },
      ],
      owners: { default: 'platform' },
    };
    expect(settings(instance({ name: 'batch-1', tags: { owner: 'ops' } }), config)).toMatchObject({
      owner: 'data',
      timeZone: { zone: 'Asia/Tokyo', source: 'option' },
    });
    expect(settings(instance({ name: 'web' }), config).owner).toBe('everyone');
    expect(settings(instance({ tags: { Team: 'ops', TimeZone: 'Europe/Berlin' } }))).toMatchObject({
      owner: 'ops',
      timeZone: { zone: 'Europe/Berlin', source: 'tag' },
    });
    expect(settings(instance({ tags: { tz: 'Mars/Olympus' } }))).toMatchObject({
      owner: null,
      timeZone: { zone: 'UTC', source: 'default' },
    });
    expect(settings(instance(), { timeZones: { default: 'Europe/Paris' } }).timeZone).toEqual({ zone: 'Europe/Paris', source: 'option' });
    expect(settings(instance(), { timeZones: { default: 'europe/paris' } }).timeZone).toEqual({ zone: 'Europe/Paris', source: 'option' });
    expect(settings(instance(), { timeZones: { default: 'utc' } }).timeZone).toEqual({ zone: 'UTC', source: 'default' });
    expect(settings(instance({ tags: null })).owner).toBeNull();
  });

  it.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['UTC', 'UTC'],
    ['utc', 'UTC'],
    ['europe/berlin', 'Europe/Berlin'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['US/Eastern', 'US/Eastern'],
    ['+02:00', null],
    ['Europe/Berlin; rm', null],
    ['', null],
    ['a'.repeat(10_000), null],
  ])('knows whether %j is a zone', (name, expected) => {
    expect(ianaZone(name)).toBe(expected);
  });
});

describe('settings of a policy', () => {
  const policy = policyOf();
  const config = {
    policies: { 'test-quiet': { severity: 'low', options: { limitPercent: 10 } } },
    overrides: [
      { match: { name: 'batch-*' }, policies: { 'test-quiet': { options: { limitPercent: 20 } } } },
      { match: { tag: { team: 'data' } }, policies: { 'test-quiet': { enabled: false, severity: 'high', options: { limitPercent: 30 } } } },
    ],
  };
  it('are the defaults without a config', () => {
    expect(settings(instance()).settingsOf(policy)).toEqual({
      enabled: { value: true, source: 'default' },
      severity: null,
      options: { limitPercent: 5 },
      sources: { limitPercent: 'default' },
    });
  });
  it('follow the config, and of overrides that match the later', () => {
    expect(settings(instance({ name: 'web' }), config).settingsOf(policy)).toMatchObject({
      options: { limitPercent: 10 },
      sources: { limitPercent: 'config' },
    });
    expect(settings(instance({ name: 'batch-1' }), config).settingsOf(policy)).toMatchObject({
      options: { limitPercent: 20 },
      sources: { limitPercent: 'override 1' },
    });
    expect(settings(instance({ name: 'batch-1', tags: { team: 'data' } }), config).settingsOf(policy)).toEqual({
      enabled: { value: false, source: 'override 2' },
      severity: { value: 'high', source: 'override 2' },
      options: { limitPercent: 30 },
      sources: { limitPercent: 'override 2' },
    });
  });
});
