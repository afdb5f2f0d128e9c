import type { AccountEntry } from './accounts.js';
import { type AwsApi, AwsFailure } from './api.js';
import { type CredentialSource, rememberedCredentials } from './credentials.js';
import { assumeRole } from './operations/index.js';

/**
 * Credentials of an account's role, assumed by the caller through the region's own STS (opt-in regions refuse tokens
 * of the global one) and renewed before they end. A chained role lasts one hour at most, the default length.
 */
export function roleCredentials(caller: AwsApi, region: string, { roleArn, externalId }: AccountEntry): CredentialSource {
  return rememberedCredentials(async () => {
    const { Credentials } = await caller.call(region, assumeRole, {
      RoleArn: roleArn,
      RoleSessionName: 'fleet-auditor',
      ...(externalId === undefined ? {} : { ExternalId: externalId }),
    });
    if (Credentials?.AccessKeyId === undefined || Credentials.SecretAccessKey === undefined) {
      const message = 'AssumeRole answered without credentials';
      throw new AwsFailure({ status: 'failed', code: 'NoCredentials', message, operation: 'AssumeRole', region });
    }
    return {
      accessKeyId: Credentials.AccessKeyId,
      secretAccessKey: Credentials.SecretAccessKey,
      ...(Credentials.SessionToken === undefined ? {} : { sessionToken: Credentials.SessionToken }),
      ...(Credentials.Expiration === undefined ? {} : { expiration: Credentials.Expiration }),
    };
  });
}
