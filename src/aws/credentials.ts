import type { CredentialProvider, Credentials } from './api.js';
import { ProxyHandler } from './proxy.js';

/** AWS asks to have new ones a little before the old ones end; the SDK uses five minutes too. */
const REFRESH_BEFORE_MS = 300_000;
/** Calls that failed together each report the same dead credentials: those just loaded are kept. */
const YOUNG_MS = 5_000;

export interface CredentialSource {
  /** Marked as remembering, so that the SDK's clients ask each time instead of each keeping a copy of its own. */
  readonly provide: CredentialProvider & { readonly memoized: true };
  /** Drops the credentials, for a service said that they have expired. */
  invalidate(): void;
}

/** Loads credentials once for all clients of an account, and again before they expire. Failed loads are not kept. */
export function rememberedCredentials(load: () => Promise<Credentials>): CredentialSource {
  let loading: Promise<Credentials> | null = null;
  let loadedAt = 0;
  let expiresAt = Number.POSITIVE_INFINITY;
  const reload = async (): Promise<Credentials> => {
    try {
      const credentials = await load();
      loadedAt = Date.now();
      expiresAt = credentials.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
      return credentials;
    } catch (error) {
      loading = null;
      throw error;
    }
  };
  const provide = (): Promise<Credentials> => {
    const now = Date.now();
    // Credentials that are issued for less than the margin are used until they end.
    if (loading === null || now >= Math.max(expiresAt - REFRESH_BEFORE_MS, Math.min(expiresAt, loadedAt + YOUNG_MS))) {
      expiresAt = Number.POSITIVE_INFINITY;
      loading = reload();
    }
    return loading;
  };
  return {
    provide: Object.assign(provide, { memoized: true as const }),
    invalidate() {
      if (Date.now() - loadedAt >= YOUNG_MS) loading = null;
    },
  };
}

export interface ChainSettings {
  profile: string | null;
  region: string;
  endpoint: string | null;
  /** Asks a person for the code of an MFA device; absent where nobody can be asked. */
  askMfaCode: ((serialNumber: string) => Promise<string>) | null;
}

/** What the providers warn of would come between progress and errors on stderr, whatever `--quiet` and `--log-format` say. */
const SILENT = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };
function nothing(): void {}

/** Times in milliseconds for the calls with which the chain gets credentials (SSO, AssumeRole); the tool's own have theirs in `CallLimits`. */
const CONNECTION = { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true };

/** The SDK's own chain: environment, profiles (SSO, assume-role, process, web identity), container and instance roles. */
export function chainCredentials({ profile, region, endpoint, askMfaCode }: ChainSettings): CredentialSource {
  return rememberedCredentials(async () => {
    const { fromIni, fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
    const requestHandler = new ProxyHandler(CONNECTION, {});
    const init = {
      ...(profile === null ? {} : { profile }),
      ...(askMfaCode === null ? {} : { mfaCodeProvider: askMfaCode }),
      logger: SILENT,
      clientConfig: { region, requestHandler, logger: SILENT, ...(endpoint === null ? {} : { endpoint }) },
    };
    try {
      return await fromNodeProviderChain(init)({ forceRefresh: true });
    } catch (error) {
      // The chain says that nobody had credentials; what is wrong with the profile, the profile's own provider tells.
      if (profile !== null || process.env.AWS_PROFILE) await fromIni(init)();
      throw error;
    } finally {
      requestHandler.destroy();
    }
  });
}
