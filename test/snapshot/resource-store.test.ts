import { expect, it } from 'vitest';
import { MemorySpool } from '../../src/metrics/record-store.js';
import { canonicalJson } from '../../src/model/canonical-json.js';
import type { CollectedResource } from '../../src/model/resource/index.js';
import { ResourceStore } from '../../src/snapshot/resource-store.js';
import { cluster, instance } from '../support/resources.js';

const records: CollectedResource[] = [instance({ id: 'i-2' }), cluster({ id: 'web' }), instance({ id: 'i-1' })];

function stored(): ResourceStore {
  const store = new ResourceStore(new MemorySpool());
  for (const record of records) store.add(record);
  return store;
}

it('gives back what it took, as objects', () => {
  expect(stored().all()).toEqual(records);
});

it('gives canonical lines in snapshot order', () => {
  const [second, web, first] = records;
  expect([...stored().lines()]).toEqual([first, second, web].map((record) => canonicalJson(record)));
});

it('keeps a resource that comes twice as it came first', () => {
  const store = stored();
  store.add(instance({ id: 'i-1', instanceType: 'c7g.large' }));
  expect(store.size).toBe(3);
  expect(store.all()).toEqual(records);
});
