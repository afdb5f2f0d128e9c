import { METRICS } from '../model/metric-catalog.js';
import type { LoadedPolicy, MetricNeed, OptionSpec, SeriesNeed } from '../model/policy.js';
import type { ResourceKind } from '../model/resource/index.js';

const KIND_NAMES: Readonly<Record<ResourceKind, string>> = {
  'ec2-instance': 'EC2 instances',
  'instance-group': 'groups of EC2 instances (Auto Scaling groups, EKS node groups, ECS capacity providers)',
  'ecs-cluster': 'ECS clusters',
  'ecs-service': 'ECS services',
  'ecs-task': 'ECS tasks',
  'ecs-container-instance': 'ECS container instances',
  'ecs-capacity-provider': 'ECS capacity providers',
  'lambda-function': 'Lambda functions',
};

/** Text for one cell of a Markdown table. */
function cell(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replace(/\s+/g, ' ');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)];
}

function bounds(spec: OptionSpec): string {
  if (spec.type === 'number' || spec.type === 'integer') return `${spec.minimum} to ${spec.maximum}`;
  if (spec.type === 'boolean') return 'true, false';
  return spec.type === 'string' && spec.values !== undefined ? spec.values.join(', ') : '';
}

function optionRow([name, spec]: [string, OptionSpec]): string[] {
  const unit = 'unit' in spec ? spec.unit : '';
  const value = Array.isArray(spec.default) ? spec.default.join(', ') : String(spec.default);
  return [`\`${name}\``, value, unit, bounds(spec), spec.description, spec.source ?? ''];
}

function metricLine({ metric, daily = [], whole = [], required }: MetricNeed): string {
  const { namespace, metricName } = METRICS[metric];
  const statistics = [
    ...daily.map((statistic) => `${statistic} by day`),
    ...whole.map((percentile) => `${percentile} of the whole window`),
  ];
  return `- ${namespace} ${metricName}${required ? '' : ' (where there is any)'}: ${statistics.join(', ')}`;
}

function seriesLine({ metric, statistic, periodSeconds }: SeriesNeed): string {
  const { namespace, metricName } = METRICS[metric];
  return `- ${namespace} ${metricName}, ${statistic} by ${periodSeconds === 300 ? '5 minutes' : 'hour'}, where the daily figures leave the verdict open`;
}

function section(policy: LoadedPolicy): string[] {
  const { meta, requires, options } = policy;
  const looks = [...Object.values(requires.metrics).map(metricLine), ...Object.values(requires.series).map(seriesLine)];
  const lines = [
    `## ${meta.id}`,
    '',
    `**${meta.title}.** Severity ${meta.severity}. Judges ${requires.kinds.map((kind) => KIND_NAMES[kind]).join(', ')}.`,
    '',
    meta.rationale,
    '',
  ];
  lines.push(...(looks.length === 0 ? ['Looks at descriptions only.'] : ['Looks at:', '', ...looks]), '');
  const rows = Object.entries(options).map(optionRow);
  if (rows.length > 0) lines.push(...table(['Option', 'Default', 'Unit', 'Allowed', 'Meaning', 'Where the default comes from'], rows), '');
  if (meta.links.length > 0) lines.push(`Sources: ${meta.links.map(({ title, url }) => `[${title}](${url})`).join('; ')}.`, '');
  return lines;
}

/** The reference of all policies as Markdown, from their own declarations. */
export function policiesMarkdown(policies: readonly LoadedPolicy[]): string {
  const sorted = [...policies].sort((a, b) => (a.meta.id < b.meta.id ? -1 : 1));
  const overview = sorted.map(({ meta, requires }) => [
    `[${meta.id}](#${meta.id})`,
    meta.severity,
    meta.title,
    requires.kinds.map((kind) => KIND_NAMES[kind].replace(/ \(.*/, '')).join(', '),
  ]);
  return [
    '<!-- Made by scripts/make-docs.mjs from the policies themselves. -->',
    '',
    '# Policies',
    '',
    'Each option can be set in `fleet-auditor.yaml` under `policies.<id>.options`, for some resources under `overrides`. A value outside what is allowed is an error.',
    'What a policy cannot tell it says: a metric that is missing makes the resource not assessed, never a pass.',
    '',
    ...table(['Policy', 'Severity', 'Finds', 'Judges'], overview),
    '',
    ...sorted.flatMap(section),
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
}
