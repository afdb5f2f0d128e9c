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
    const input = {
      RoleArn: roleArn,
      RoleSessionName: 'fleet-auditor',
      ...(externalId === undefined ? {} : { ExternalId: externalId }),
    };
    // A role that some accounts do not have says nothing of the others.
    const { Credentials } = await caller.call(region, assumeRole, input, { independent: true });
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
