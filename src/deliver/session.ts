import { AccountApi } from '../aws/account-api.js';
import type { AwsApi } from '../aws/api.js';
import { silenceNodeNotice } from '../aws/client-scope.js';
import { chainCredentials } from '../aws/credentials.js';
import { homeRegion } from '../aws/home-region.js';
import { DEFAULT_LIMITS } from '../aws/limits.js';

/** A quarter of an hour: a snapshot of gigabytes goes up in one request. */
const UPLOAD_TIMEOUT_MS = 900_000;

export interface DeliveryAccess {
  profile?: string | undefined;
  /** Of every service; where absent AWS_ENDPOINT_URL, or AWS's own. */
  endpointUrl?: string | undefined;
  signal: AbortSignal;
}

/** The AWS API as the one who delivers. */
export interface DeliverySession {
  api: AwsApi;
  region: string;
  close(): void;
}

/** Opens the API with the caller's own credentials; nothing is sent yet. */
export async function openSession({ profile = undefined, endpointUrl, signal }: DeliveryAccess): Promise<DeliverySession> {
  silenceNodeNotice();
  const region = await homeRegion(profile ?? null, null);
  const fromEnvironment = process.env.AWS_ENDPOINT_URL;
  const endpoint = endpointUrl ?? (fromEnvironment === undefined || fromEnvironment === '' ? null : fromEnvironment);
  const credentials = chainCredentials({ profile: profile ?? null, region, endpoint, askMfaCode: null });
  const limits = { ...DEFAULT_LIMITS, attemptTimeoutMs: UPLOAD_TIMEOUT_MS };
  const api = new AccountApi({ credentials, endpoint, limits, signal });
  return { api, region, close: () => api.release(region) };
}
