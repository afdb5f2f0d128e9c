import type { AwsApi } from '../aws/api.js';
import { AccountCommitments } from '../collect/commitments.js';
import type { Config } from '../model/config.js';
import type { Extra } from '../model/permission-set.js';

/** Reads an account's commitments; undefined where they are not asked for. What the config says of them serves instead. */
export function commitmentsOf(api: AwsApi, extras: readonly Extra[], { commitments }: Config): AccountCommitments | undefined {
  return extras.includes('commitments') && commitments.length === 0 ? new AccountCommitments(api) : undefined;
}
