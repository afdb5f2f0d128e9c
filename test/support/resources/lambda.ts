import type { LambdaFunction } from '../../../src/model/resource/index.js';
import { ACCOUNT, common, LONG_AGO, REGION } from './common.js';

export function lambdaFunction(overrides: Partial<LambdaFunction> = {}): LambdaFunction {
  const functionName = overrides.functionName ?? 'resize-image';
  return {
    kind: 'lambda-function',
    ...common,
    id: functionName,
    arn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${functionName}`,
    name: functionName,
    functionName,
    runtime: 'nodejs22.x',
    packageType: 'Zip',
    memoryMib: 1024,
    timeoutSeconds: 30,
    architecture: 'x86_64',
    ephemeralStorageMib: 512,
    lastModified: LONG_AGO,
    state: 'Active',
    inVpc: false,
    snapStart: false,
    lambdaInsightsLayer: false,
    capacityProvider: null,
    durable: null,
    eventSources: [],
    provisionedConcurrency: [],
    ...overrides,
  };
}
