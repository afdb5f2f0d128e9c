import type { EcsChoices, TaskOverhead } from '../../model/ecs-choices.js';
import type { Judgement } from '../../model/judgement.js';
import { type Money, toCents } from '../../model/money.js';
import type { ReportDocument } from '../../model/report.js';
import type { EcsChoicesRow, EcsChoicesView, ReportEcsChoices } from '../../model/report-ecs-choices.js';
import { compareText, counted, fixed, NOT_KNOWN, percent, usd } from '../format.js';

const ROWS_OPEN = 12;
const ROWS_SHOWN = 200;

const cents = (money: Money | null): number | null => (money === null ? null : toCents(money.usd));

function overheadOf({ monthly, ...overhead }: TaskOverhead): ReportEcsChoices['sidecars'] {
  return { ...overhead, monthlyUsd: cents(monthly), basis: monthly?.basis ?? null };
}

const money = ({ monthlyUsd, sidecars, daemons }: ReportEcsChoices): [number, number] => [
  monthlyUsd ?? 0,
  (sidecars.monthlyUsd ?? 0) + (daemons.monthlyUsd ?? 0),
];

/** The dearest service first; what costs nothing known stands last, in the order of its place. */
function byMoney(a: ReportEcsChoices, b: ReportEcsChoices): number {
  const [[own, overhead], [other, otherOverhead]] = [money(a), money(b)];
  const placeOf = ({ resource: { accountId, region, id } }: ReportEcsChoices) => `${accountId}\n${region}\n${id}`;
  return other - own || otherOverhead - overhead || compareText(placeOf(a), placeOf(b));
}

/** What report.json says of the choices that ECS leaves open, by money. */
export function ecsChoicesDocument({ ecsChoices }: Judgement): ReportEcsChoices[] {
  return ecsChoices
    .map(({ monthly, sidecars, daemons, ...choices }: EcsChoices) => ({
      ...choices,
      monthlyUsd: cents(monthly),
      basis: monthly?.basis ?? null,
      sidecars: overheadOf(sidecars),
      daemons: overheadOf(daemons),
    }))
    .sort(byMoney);
}

const COMPUTE_WORDS = {
  fargate: 'Fargate',
  'fargate-spot': 'Fargate Spot',
  ec2: 'own instances',
  'managed-instances': 'Managed Instances',
  external: 'machines outside AWS',
} as const;

function serverText({ chosenBy, names, runsOn }: ReportEcsChoices['server']): string {
  const places = runsOn?.map(({ compute, share }) =>
    runsOn.length === 1 ? COMPUTE_WORDS[compute] : `${COMPUTE_WORDS[compute]} ${percent(100 * share)}`,
  );
  const where = places === undefined || places.length === 0 ? NOT_KNOWN : places.join(', ');
  // The launch type, and a capacity provider of AWS's own, say no more than the place does.
  const own = chosenBy === 'launch-type' ? [] : names.filter((name) => name !== 'FARGATE' && name !== 'FARGATE_SPOT');
  return chosenBy === null || own.length === 0 ? where : `${where} (${own.join(', ')})`;
}

function scaledText({ scaledBy, minimum, maximum, policies }: ReportEcsChoices['copies']): string {
  const bounds = minimum === null || maximum === null ? '' : ` from ${fixed(minimum, 0)} to ${fixed(maximum, 0)}`;
  switch (scaledBy) {
    case null:
      return `whether anything scales them is ${NOT_KNOWN}`;
    case 'one-per-instance':
      return 'one on each instance';
    case 'nothing':
      return 'nothing scales them';
    case 'bounds-only':
      return `bounds${bounds}, and nothing that moves them`;
    case 'suspended':
      return `scaling${bounds} is suspended`;
    case 'schedule':
      return `scaled${bounds} by schedule`;
    case 'policies':
      return `scaled${bounds} by ${policies.join(', ')}`;
  }
}

function healthCheckText({ loadBalancer, container }: ReportEcsChoices['healthCheck']): string {
  const ofContainer = container === null ? `of a container: ${NOT_KNOWN}` : container ? 'of a container' : '';
  if (loadBalancer) return ['of the load balancer', ofContainer].filter((part) => part !== '').join(', ');
  return ofContainer || 'none';
}

const BREAKER_WORDS = {
  'on-with-rollback': 'on, with rollback',
  on: 'on, without rollback',
  off: 'off',
  'not-offered': 'not offered: ECS does not steer its deployments',
} as const;

function platformText(platform: ReportEcsChoices['platformVersion']): string {
  if (platform === null) return 'none: not on Fargate';
  const { asked, running } = platform;
  const seen = running.join(', ');
  if (asked === null) return seen || NOT_KNOWN;
  return seen === '' || seen === asked ? asked : `${asked} (${seen})`;
}

function overheadText(word: string, { known, names, cpuShare, memoryShare, monthlyUsd }: ReportEcsChoices['sidecars']): string {
  if (!known) return `${word}: ${NOT_KNOWN}`;
  if (names.length === 0) return '';
  if (cpuShare === null && memoryShare === null) return `${word} ${names.join(', ')}: nothing reserved`;
  const part = (share: number | null) => (share === null ? 'no' : percent(100 * share));
  return `${word} ${names.join(', ')}: ${part(cpuShare)} CPU, ${part(memoryShare)} memory, ${usd(monthlyUsd)}`;
}

function rowOf(choices: ReportEcsChoices, severalAccounts: boolean): EcsChoicesRow {
  const { resource, monthlyUsd, server, copies, healthCheck, circuitBreaker, platformVersion, sidecars, daemons } = choices;
  const overhead = [overheadText('sidecars', sidecars), overheadText('daemons', daemons)].filter((text) => text !== '');
  return {
    name: resource.id,
    place: severalAccounts ? `${resource.accountId}, ${resource.region}` : resource.region,
    monthly: usd(monthlyUsd),
    server: serverText(server),
    copies: `${fixed(copies.desired, 0)}${copies.running === copies.desired ? '' : ` (${fixed(copies.running, 0)} running)`}, ${scaledText(copies)}`,
    healthCheck: healthCheckText(healthCheck),
    circuitBreaker: circuitBreaker === null ? NOT_KNOWN : BREAKER_WORDS[circuitBreaker],
    platformVersion: platformText(platformVersion),
    overhead: overhead.length === 0 ? 'none' : overhead.join('; '),
  };
}

/** How many took each choice that may be regretted, and of how many it is not known. */
function introOf(all: readonly ReportEcsChoices[]): string {
  const count = (of: (choices: ReportEcsChoices) => boolean) => fixed(all.filter(of).length, 0);
  const unchecked = count(({ healthCheck }) => !healthCheck.loadBalancer && healthCheck.container === false);
  const fixedCount = count(({ copies: { scaledBy } }) => scaledBy === 'nothing' || scaledBy === 'bounds-only' || scaledBy === 'suspended');
  const off = count(({ circuitBreaker }) => circuitBreaker === 'off');
  const unknown = all.filter(
    ({ healthCheck, copies, circuitBreaker, server }) =>
      copies.scaledBy === null ||
      circuitBreaker === null ||
      server.runsOn === null ||
      (!healthCheck.loadBalancer && healthCheck.container === null),
  ).length;
  const open = unknown === 0 ? '' : ` Of ${counted(unknown, 'service')} not all of it is known.`;
  return `Lambda decides these things in silence; ECS hands them back. Of ${counted(all.length, 'service')}, ${unchecked} have no health check, the copies of ${fixedCount} are moved by nothing, and the deployment circuit breaker of ${off} is off.${open} Costs of tasks on instances are their part of what the instances cost, and are counted there.`;
}

/** What ECS hands back, as a table of the dearest services; null without any service. */
export function ecsChoicesView({ ecsChoices, accounts }: ReportDocument): EcsChoicesView | null {
  if (ecsChoices.length === 0) return null;
  const rows = ecsChoices.slice(0, ROWS_SHOWN).map((choices) => rowOf(choices, accounts.length > 1));
  const others = rows.slice(ROWS_OPEN);
  const left = ecsChoices.length - rows.length;
  return {
    title: 'What ECS hands back',
    intro: introOf(ecsChoices),
    rows: rows.slice(0, ROWS_OPEN),
    others,
    othersTitle: others.length === 0 ? '' : counted(others.length, 'more service'),
    more:
      left === 0
        ? ''
        : `${counted(left, 'more service')}, ${left === 1 ? 'which costs' : 'each of which costs'} no more than these, ${left === 1 ? 'stands' : 'stand'} in report.json.`,
  };
}
