import * as z from 'zod';
import { ServiceError } from '../world.js';
import { at, parseInput, type Service, type Site } from './service.js';

const assumeRoleInput = z.object({
  RoleArn: z.string().regex(/^arn:[^:]+:iam::\d{12}:role\/.+$/),
  RoleSessionName: z.string().regex(/^[\w+=,.@-]{2,64}$/),
  ExternalId: z.string().optional(),
  DurationSeconds: z.coerce.number().int().min(900).max(43_200).default(3_600),
});

export function sts({ world }: Site): Service {
  return {
    prefix: 'sts',
    signingName: 'sts',
    protocol: 'query',
    xmlns: 'https://sts.amazonaws.com/doc/2011-06-15/',
    throttle: { code: 'Throttling', status: 400, message: 'Rate exceeded' },
    denied: { code: 'AccessDenied', status: 403 },
    operations: {
      GetCallerIdentity: {
        run: (_input, { accountId, arn }) => ({ Arn: arn, UserId: `AIDA${accountId}AUDIT`, Account: accountId }),
      },
      AssumeRole: {
        run: (input, caller) => {
          const { RoleArn, RoleSessionName, ExternalId, DurationSeconds } = parseInput(assumeRoleInput, input, 'ValidationError');
          const [accountId = '', role = ''] = [RoleArn.split(':')[4], RoleArn.slice(RoleArn.lastIndexOf('/') + 1)];
          const account = world.account(accountId);
          const trusted = account?.roles === undefined ? {} : account.roles.find(({ name }) => name === role);
          if (account === null || trusted === undefined || ('externalId' in trusted && trusted.externalId !== ExternalId)) {
            const message = `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`;
            throw new ServiceError('AccessDenied', message, 403);
          }
          const { accessKeyId, arn } = world.issueKey(accountId, role, RoleSessionName);
          const expiration = at(Math.floor(Date.now() / 1000) + DurationSeconds);
          return {
            Credentials: {
              AccessKeyId: accessKeyId,
              SecretAccessKey: `secret-of-${accessKeyId}`,
              SessionToken: `token-of-${accessKeyId}`,
              Expiration: expiration,
            },
            AssumedRoleUser: { AssumedRoleId: `AROA${accountId}ROLE:${RoleSessionName}`, Arn: arn },
          };
        },
      },
    },
  };
}
