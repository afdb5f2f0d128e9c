import { clockSkew, denied, expiredToken, internalError, regionOff, throttled, unavailable } from '../wire/errors.js';
import type { Call } from '../wire/protocol.js';
import type { Caller, ServiceError } from '../world.js';
import type { Strike } from './injector.js';

/** Seconds by which a skewed clock differs from the caller's. */
export const SKEW_SECONDS = 1_800;
/** AWS accepts signatures up to five minutes away from its own clock. */
const TOLERANCE_SECONDS = 300;

/** The error that a fault answers with, or null where it is of another sort. `signedAt` is in epoch seconds. */
export function faultError({ fault }: Strike, call: Call, caller: Caller, signedAt: number | null): ServiceError | null {
  const { service, operation } = call;
  switch (fault.kind) {
    case 'throttle':
      return throttled(service);
    case 'internal-error':
      return internalError(service);
    case 'service-unavailable':
      return unavailable(service);
    case 'access-denied':
      return denied(service, operation, caller.arn, false);
    case 'scp-denied':
      return denied(service, operation, caller.arn, true);
    case 'region-off':
      return regionOff(service);
    case 'expired-token':
      return expiredToken(service);
    case 'clock-skew': {
      const serverTime = Date.now() / 1000 + SKEW_SECONDS;
      if (signedAt !== null && Math.abs(serverTime - signedAt) <= TOLERANCE_SECONDS) return null;
      const spell = (seconds: number) => new Date(seconds * 1000).toISOString().replace(/[-:]|\.\d+/g, '');
      return clockSkew(service, spell(signedAt ?? 0), spell(serverTime));
    }
    default:
      return null;
  }
}
