import { confidenceOf } from '../analysis/outcome-parts.js';
import type { Finding, SecondOpinionView } from '../model/judgement.js';
import type { MeasuredBlock } from '../model/region-block.js';
import type { SecondOpinion } from '../model/resource/index.js';

/** Steps that answer for a type of resource. */
const STEPS: Readonly<Record<string, string>> = {
  'AWS::EC2::Instance': 'GetEC2InstanceRecommendations',
  'AWS::ECS::Service': 'GetECSServiceRecommendations',
  'AWS::Lambda::Function': 'GetLambdaFunctionRecommendations',
};

function agrees({ outcome: { recommendation } }: Finding, { verdict, idle, size }: SecondOpinion): boolean {
  if (recommendation.action === 'terminate') return idle === true;
  return (
    (verdict === 'over-provisioned' || verdict === 'not-optimized') &&
    recommendation.target !== null &&
    size === recommendation.target.label
  );
}

/** Sentences of a finding that makes smaller what Compute Optimizer calls too small. */
const CONTRADICTED = {
  'called-under-provisioned': 'AWS Compute Optimizer calls it under-provisioned: it sees a shortage where this audit sees room.',
  'ask-under-provisioned':
    'What is it that Compute Optimizer finds too small? Its console names the metric; that must be explained before anything is made smaller.',
} as const;

/** True where a finding stops something, or moves it to what would be used more of in any of its dimensions. */
function makesSmaller({ outcome: { recommendation } }: Finding): boolean {
  if (recommendation.action === 'terminate') return true;
  return (recommendation.target?.projected ?? []).some(
    ({ nowPercent, projectedPercent }) => nowPercent !== null && projectedPercent !== null && projectedPercent > nowPercent,
  );
}

/** The same finding, no more than medium sure, with what has to be explained first. */
function doubted(finding: Finding): Finding {
  const { outcome, sentences } = finding;
  const { confidence, confidenceReasons } = confidenceOf(outcome.confidence, [[true, 'called-under-provisioned', 'medium']]);
  return {
    ...finding,
    sentences: { ...sentences, ...CONTRADICTED },
    outcome: {
      ...outcome,
      confidence,
      confidenceReasons: [...outcome.confidenceReasons, ...confidenceReasons],
      questions: ['ask-under-provisioned', ...outcome.questions],
    },
  };
}

/**
 * Sets what Compute Optimizer says of a resource beside a finding that resizes or stops it: it says nothing of schedules, placement or
 * purchase. What it calls too small is made smaller with doubt alone. Where it was not asked, or could not answer, the finding stays as it is.
 */
export function secondOpinions({ resources, coverage }: MeasuredBlock): (finding: Finding) => Finding {
  const answered = new Set(coverage.filter(({ status }) => status === 'ok' || status === 'empty').map(({ step }) => step));
  const opinions = new Map(resources.flatMap((record) => (record.kind === 'second-opinion' ? [[record.id, record] as const] : [])));
  return (finding) => {
    const { resource, outcome } = finding;
    const step = STEPS[resource.type];
    if (step === undefined || !answered.has(step)) return finding;
    if (outcome.recommendation.action !== 'resize' && outcome.recommendation.action !== 'terminate') return finding;
    const opinion = opinions.get(`${resource.type}/${resource.id}`);
    const secondOpinion: SecondOpinionView =
      opinion === undefined
        ? { agreement: 'silent', verdict: null, idle: null, size: null }
        : { agreement: agrees(finding, opinion) ? 'agree' : 'differs', verdict: opinion.verdict, idle: opinion.idle, size: opinion.size };
    const contradicts = secondOpinion.verdict === 'under-provisioned' && makesSmaller(finding);
    return { ...(contradicts ? doubted(finding) : finding), secondOpinion };
  };
}
