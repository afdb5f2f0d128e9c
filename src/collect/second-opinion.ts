import { getEc2InstanceRecommendations, getEcsServiceRecommendations, getLambdaFunctionRecommendations } from '../aws/operations/index.js';
import type { SecondOpinion } from '../model/resource/index.js';
import type { RegionContext } from './region.js';

const VERDICTS: Readonly<Record<string, SecondOpinion['verdict']>> = {
  Overprovisioned: 'over-provisioned',
  Underprovisioned: 'under-provisioned',
  Optimized: 'optimized',
  NotOptimized: 'not-optimized',
};

/** EC2's enumeration comes in capitals where the API is asked directly: `OVER_PROVISIONED`. */
function verdictOf(finding: string | undefined): SecondOpinion['verdict'] | null {
  const spelled = finding ?? '';
  const plain = spelled.replaceAll('_', '').toLowerCase();
  return Object.entries(VERDICTS).find(([name]) => name.toLowerCase() === plain)?.[1] ?? null;
}

const byRank = <T extends { rank?: number | undefined }>(options: readonly T[] | undefined): T | undefined =>
  [...(options ?? [])].sort((a, b) => (a.rank ?? Number.MAX_SAFE_INTEGER) - (b.rank ?? Number.MAX_SAFE_INTEGER))[0];

/**
 * What Compute Optimizer says of the region's instances, ECS services and functions, where it answers: it may be off for the account,
 * and says nothing of what is new or small. https://docs.aws.amazon.com/compute-optimizer/latest/ug/view-recommendations.html
 */
export async function collectSecondOpinions(context: RegionContext): Promise<void> {
  await Promise.all([instances(context), services(context), functions(context)]);
}

function opine(
  { accountId, region, sink }: RegionContext,
  resourceType: string,
  resourceId: string | undefined,
  finding: string | undefined,
  said: Pick<SecondOpinion, 'idle' | 'size'>,
): void {
  const verdict = verdictOf(finding);
  if (resourceId === undefined || verdict === null) return;
  const id = `${resourceType}/${resourceId}`;
  sink.resource({ kind: 'second-opinion', accountId, region, id, resourceType, resourceId, verdict, ...said });
}

async function instances(context: RegionContext): Promise<void> {
  const step = context.steps.extra(getEc2InstanceRecommendations);
  for await (const page of step.pages(getEc2InstanceRecommendations, { maxResults: 1_000 })) {
    for (const { instanceArn, finding, recommendationOptions, idle } of page.instanceRecommendations ?? []) {
      const size = byRank(recommendationOptions)?.instanceType ?? null;
      const isIdle = idle === undefined ? null : idle === 'True';
      opine(context, 'AWS::EC2::Instance', instanceArn?.split('/')[1], finding, { idle: isIdle, size });
    }
  }
}

async function services(context: RegionContext): Promise<void> {
  const step = context.steps.extra(getEcsServiceRecommendations);
  for await (const page of step.pages(getEcsServiceRecommendations, { maxResults: 1_000 })) {
    for (const { serviceArn, finding, serviceRecommendationOptions } of page.ecsServiceRecommendations ?? []) {
      const [option] = serviceRecommendationOptions ?? [];
      const size =
        option?.cpu === undefined || option.memory === undefined ? null : `${option.cpu / 1_024} vCPU / ${option.memory / 1_024} GB`;
      opine(context, 'AWS::ECS::Service', serviceArn?.split(':service/')[1], finding, { idle: null, size });
    }
  }
}

async function functions(context: RegionContext): Promise<void> {
  const step = context.steps.extra(getLambdaFunctionRecommendations);
  for await (const page of step.pages(getLambdaFunctionRecommendations, { maxResults: 1_000 })) {
    for (const { functionArn, finding, memorySizeRecommendationOptions } of page.lambdaFunctionRecommendations ?? []) {
      const size = byRank(memorySizeRecommendationOptions)?.memorySize;
      opine(context, 'AWS::Lambda::Function', functionArn?.split(':function:')[1]?.split(':')[0], finding, {
        idle: null,
        size: size === undefined ? null : `${size} MB`,
      });
    }
  }
}
