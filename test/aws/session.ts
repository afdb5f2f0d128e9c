import { AccountApi } from '../../src/aws/account-api.js';
import { rememberedCredentials } from '../../src/aws/credentials.js';
import { type CallLimits, DEFAULT_LIMITS } from '../../src/aws/limits.js';
import type { FleetInput } from '../../src/simulator/index.js';

export const ACCOUNT = '111122223333';

/** Times small enough for tests; the shape of the behaviour is the same. */
export const FAST: CallLimits = {
  ...DEFAULT_LIMITS,
  attemptTimeoutMs: 10_000,
  connectionTimeoutMs: 5_000,
  backoffBaseMs: 1,
  backoffMaxMs: 5,
  maxPages: 40,
  maxEmptyPages: 5,
  quotaShare: 1,
};

/** The API of the simulated account, as STS would have it known. */
export function accountApi(endpoint: string, limits: Partial<CallLimits> = {}, signal = new AbortController().signal): AccountApi {
  const credentials = rememberedCredentials(async () => ({ accessKeyId: 'AKIATEST', secretAccessKey: 'secret' }));
  const api = new AccountApi({ credentials, endpoint, limits: { ...FAST, ...limits }, signal });
  api.adoptIdentity(ACCOUNT, 'aws');
  return api;
}

export function fleetWith(regions: FleetInput['accounts'][string]['regions'], more: Partial<FleetInput> = {}): FleetInput {
  return { ...more, accounts: { [ACCOUNT]: { regions } } };
}
