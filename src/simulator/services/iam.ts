import * as z from 'zod';
import { ServiceError } from '../world.js';
import { parseInput, type Service, type Site, textList } from './service.js';

const simulateInput = z.object({
  PolicySourceArn: z.string().regex(/^arn:[^:]+:iam::\d{12}:(user|role|group)\/.+$/),
  ActionNames: textList,
});

/** IAM as far as its policy simulator: every action is allowed but those that the account's `deniedActions` name. */
export function iam({ world }: Site): Service {
  return {
    prefix: 'iam',
    signingName: 'iam',
    protocol: 'query',
    xmlns: 'https://iam.amazonaws.com/doc/2010-05-08/',
    throttle: { code: 'Throttling', status: 400, message: 'Rate exceeded' },
    denied: { code: 'AccessDenied', status: 403 },
    operations: {
      SimulatePrincipalPolicy: {
        run: (input, { accountId }) => {
          const { PolicySourceArn, ActionNames } = parseInput(simulateInput, input, 'ValidationError');
          if (ActionNames.length === 0)
            throw new ServiceError('ValidationError', "Value at 'actionNames' failed to satisfy constraint", 400);
          if (PolicySourceArn.split(':')[4] !== accountId)
            throw new ServiceError('NoSuchEntity', `The principal ${PolicySourceArn} cannot be found.`, 404);
          const denied = world.account(accountId)?.deniedActions ?? [];
          return {
            EvaluationResults: ActionNames.map((action) => ({
              EvalActionName: action,
              EvalResourceName: '*',
              EvalDecision: denied.includes(action) ? 'implicitDeny' : 'allowed',
            })),
            IsTruncated: false,
          };
        },
      },
    },
  };
}
