import type { CredentialProvider, Credentials } from './api.js';

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

/** The SDK's own chain: environment, profiles (SSO, assume-role, process, web identity), container and instance roles. */
export function chainCredentials({ profile, region, endpoint, askMfaCode }: ChainSettings): CredentialSource {
  return rememberedCredentials(async () => {
    const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
    const provider = fromNodeProviderChain({
      ...(profile === null ? {} : { profile }),
      ...(askMfaCode === null ? {} : { mfaCodeProvider: askMfaCode }),
      clientConfig: { region, ...(endpoint === null ? {} : { endpoint }) },
    });
    return provider({ forceRefresh: true });
  });
}
