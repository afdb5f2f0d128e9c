import { type AwsApi, AwsFailure, type Partition } from './api.js';
import { simulatePrincipalPolicy } from './operations/index.js';

/** IAM is one service a partition, and signed for in one region (https://docs.aws.amazon.com/general/latest/gr/iam-service.html). */
const IAM_REGIONS: Readonly<Record<Partition, string>> = { aws: 'us-east-1', 'aws-us-gov': 'us-gov-west-1', 'aws-cn': 'cn-north-1' };

/**
 * The user or role whose policies decide: a session's ARN names its role, though not the role's path. Null where there is none to
 * ask about (the root user, a federated one).
 */
export function principalOf(callerArn: string): string | null {
  const session = /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\/.+$/.exec(callerArn);
  if (session !== null) return `arn:${session[1]}:iam::${session[2]}:role/${session[3]}`;
  return /^arn:[^:]+:iam::\d{12}:(user|role)\/.+$/.test(callerArn) ? callerArn : null;
}

/** What IAM's policy simulator says of actions, without doing any of them; `unknown` where it cannot be asked. */
export interface SimulatedAction {
  action: string;
  status: 'allowed' | 'denied' | 'unknown';
  detail: string | null;
}

/** Asks IAM whether the caller's policies allow these actions. Never fails: not being allowed to ask leaves them unknown. */
export async function simulateActions(api: AwsApi, callerArn: string, actions: readonly string[]): Promise<SimulatedAction[]> {
  if (actions.length === 0) return [];
  const unknown = (detail: string) => actions.map((action) => ({ action, status: 'unknown' as const, detail }));
  const principal = principalOf(callerArn);
  if (principal === null) return unknown('IAM simulates the policies of users and roles only');
  try {
    const { EvaluationResults = [] } = await api.call(IAM_REGIONS[api.partition], simulatePrincipalPolicy, {
      PolicySourceArn: principal,
      ActionNames: [...actions],
    });
    const decisions = new Map(EvaluationResults.map(({ EvalActionName, EvalDecision }) => [EvalActionName, EvalDecision]));
    return actions.map((action) => {
      const decision = decisions.get(action);
      if (decision === undefined) return { action, status: 'unknown', detail: 'IAM gave no decision' };
      return decision === 'allowed' ? { action, status: 'allowed', detail: null } : { action, status: 'denied', detail: decision };
    });
  } catch (error) {
    if (!(error instanceof AwsFailure)) throw error;
    return unknown(`SimulatePrincipalPolicy: ${error.code}: ${error.message}`);
  }
}
