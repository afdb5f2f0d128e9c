import { describe, expect, it } from 'vitest';
import { publishedVersionsCalled, versionRemarks } from '../../src/analysis/lambda-versions.js';
import type { LambdaFunction } from '../../src/model/resource/index.js';
import { lambdaFunction } from '../support/policy-fixtures.js';

const provisionedConcurrency = ['live', '7'].map((qualifier) => ({ qualifier, allocated: 1, requested: 1, status: 'READY' }));

describe('functions of which published versions are called', () => {
  it.each<[string, Partial<LambdaFunction>, boolean]>([
    ['not known of any', {}, false],
    ['provisioned concurrency unread', { provisionedConcurrency: null }, false],
    ['none', { provisionedConcurrency: [] }, false],
    ['provisioned concurrency', { provisionedConcurrency }, true],
    ['SnapStart', { snapStart: true }, true],
    ['durable', { durable: { executionTimeoutSeconds: null, retentionDays: null } }, true],
    ['managed instances', { capacityProvider: { arn: 'arn:x', memoryGibPerVcpu: null, maxConcurrencyPerEnvironment: null } }, true],
  ])('%s', (_, fn, called) => {
    expect(publishedVersionsCalled(lambdaFunction(fn))).toBe(called);
    const { notes, reasons, questions, inspect } = versionRemarks(lambdaFunction(fn));
    expect(notes).toEqual([called ? 'published-versions' : 'latest-alone']);
    expect([reasons.length, questions.length, inspect.length > 0]).toEqual(called ? [1, 1, true] : [0, 0, false]);
  });

  it('reads the aliases and the settings of each version that is known', () => {
    const { inspect } = versionRemarks(lambdaFunction({ provisionedConcurrency }));
    expect(inspect.map(({ argv }) => argv.slice(2).map((part) => (typeof part === 'string' ? part : part.value)))).toEqual([
      ['list-aliases', '--region', 'us-east-1', '--function-name', 'resize-image'],
      ['get-function-configuration', '--region', 'us-east-1', '--function-name', 'resize-image', '--qualifier', 'live'],
      ['get-function-configuration', '--region', 'us-east-1', '--function-name', 'resize-image', '--qualifier', '7'],
    ]);
  });
});
