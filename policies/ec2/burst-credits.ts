import { ATTACHMENT_MESSAGES, attachmentsOf } from '../../src/analysis/ec2-attachments.js';
import { inspectCommands, resizeCommands } from '../../src/analysis/ec2-commands.js';
import { CREDIT_METRICS, creditsKnown, creditUse } from '../../src/analysis/ec2-credits.js';
import { ENA_MESSAGES, enaQuestions, enaReasons, enaStep, riskWithEna } from '../../src/analysis/ec2-ena.js';
import { GROUP_QUESTIONS, groupQuestions } from '../../src/analysis/ec2-group-questions.js';
import { BANDWIDTH_METRICS, exceedsBandwidth, reducibleBandwidth } from '../../src/analysis/ec2-rates.js';
import { fittingCandidates, linesAfter, type Replacement, toTarget } from '../../src/analysis/ec2-size-options.js';
import { membersOf, resourceText, runningSubjects, SUBJECT_MESSAGES, specOf } from '../../src/analysis/ec2-subject.js';
import { sustainedVcpus } from '../../src/analysis/instance-families.js';
import { confidenceOf, impact, METRIC_MESSAGES, notApplicable, notAssessed, onMember, quantity } from '../../src/analysis/outcome-parts.js';
import { definePolicy } from '../../src/model/policy.js';

export default definePolicy({
  meta: {
    id: 'ec2-burst-credits',
    title: 'Burstable instance that needs more than it earns',
    severity: 'medium',
    rationale:
      'A T instance is cheap because it may use only part of its CPU for long. Above that it either pays for surplus credits, until an ordinary type would cost less, or runs out of credits and is slowed to its baseline without anybody being told.',
    links: [
      {
        title: 'CPU credits and baseline',
        url: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-credits-baseline-concepts.html',
      },
      {
        title: 'Unlimited mode',
        url: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-performance-instances-unlimited-mode-concepts.html',
      },
    ],
  },
  requires: { kinds: ['ec2-instance', 'instance-group'], metrics: { ...CREDIT_METRICS, ...BANDWIDTH_METRICS }, series: {} },
  options: {
    minimumSurplusCreditsPerMonth: {
      type: 'number',
      unit: 'credits',
      default: 1200,
      minimum: 1,
      maximum: 1e7,
      description: 'Surplus credits charged a month from which on it is worth a word; 60 of them are one vCPU-hour.',
      source: '20 vCPU-hours at 0.05 USD are one dollar a month.',
    },
    emptyBalanceCredits: {
      type: 'number',
      unit: 'credits',
      default: 1,
      minimum: 0,
      maximum: 100,
      description: 'A credit balance up to this counts as used up.',
      source:
        'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-credits-baseline-concepts.html (one credit is one vCPU for one minute)',
    },
    minimumEmptyDays: {
      type: 'integer',
      unit: 'days',
      default: 2,
      minimum: 1,
      maximum: 90,
      description: 'Days on which the balance was used up while the load wanted more.',
      source: 'One day can be a start: T3 and T4g begin without credits.',
    },
    headroomPercent: {
      type: 'number',
      unit: 'percent',
      default: 20,
      minimum: 0,
      maximum: 70,
      description: 'What must stay free of the CPU of the type to move to, and of network and EBS where it gives less of them.',
      source: 'https://docs.aws.amazon.com/compute-optimizer/latest/ug/view-ec2-recommendations.html',
    },
  },
  messages: {
    ...SUBJECT_MESSAGES,
    ...METRIC_MESSAGES,
    'not-burstable': '{type} earns no CPU credits.',
    'mixed-types': 'The members of {resource} have different types, which are not judged as one.',
    'unknown-type': 'The specification of {type} is not known.',
    'enough-credits': '{instance} paid for {surplus} a month and was without credits on {emptyDays}.',
    surplus: '{resource} ({type}) is charged for {surplus} a month beyond what it earns.',
    exhausted: '{resource} ({type}) used up its credits on {emptyDays} and is slowed to its baseline then.',
    'offer-not-checked': 'The types that the region offers could not be read, so this one is not checked against them.',
    'price-unknown': 'No price is known for it here.',
    'mode-unknown': 'Whether it runs in standard or unlimited mode is not known: in unlimited mode it is not slowed but may be charged.',
    'some-days-missing': 'Some days of the window have no data.',
    'stop-and-start': 'A change of type needs a stop and a start: is there a time for it?',
    ...GROUP_QUESTIONS,
    ...ENA_MESSAGES,
    ...ATTACHMENT_MESSAGES,
    'older-traffic': 'Before the window network or EBS carried more than the type to move to gives with room to spare.',
    'same-load-tomorrow': 'Is the load here to stay, or was it one campaign or one release?',
  },
  evaluate(resource, context) {
    const found = runningSubjects(resource, context);
    if ('outcome' in found) return found.outcome;
    const [first] = found.subjects;
    const type = quantity(first?.instance.instanceType ?? '', 'text');
    const named = { resource: quantity(resourceText(resource), 'text'), type };
    const spec = first === undefined ? null : specOf(first.instance, context);
    if (first === undefined || spec === null) return notAssessed('unknown-type', named);
    if (found.subjects.every((one) => specOf(one.instance, context)?.burstable === false)) return notApplicable('not-burstable', named);
    const { instance } = first;
    if (found.subjects.some((one) => one.instance.instanceType !== instance.instanceType)) return notAssessed('mixed-types', named);
    const judged = found.subjects.map((subject) => creditUse(subject, spec, context));
    const uses = judged.flatMap((one) => ('use' in one ? [one.use] : []));
    const worst = uses.sort((a, b) => b.surplusPerMonth - a.surplusPerMonth || b.emptyDays - a.emptyDays)[0];
    if (worst === undefined) {
      const outcomes = judged.flatMap((one) => ('outcome' in one ? [one.outcome] : []));
      return outcomes.find(({ verdict }) => verdict === 'not-assessed') ?? outcomes[0] ?? notAssessed('unknown-type', named);
    }
    const now: Replacement = {
      instance,
      spec,
      // Memory stays as it is, and so does bandwidth that is not known to be free.
      demand: { ...reducibleBandwidth(found.subjects, spec, context.options.headroomPercent), cpu: (worst.peak / 100) * spec.vcpus },
      cpu: {
        sustained: (worst.sustained / 100) * spec.vcpus,
        hour: null,
        toppedHour: null,
        ahead: null,
        peak: (worst.peak / 100) * spec.vcpus,
      },
      rules: { headroomPercent: context.options.headroomPercent, maximumHourPercent: 100 },
      prices: context.prices,
      cost: context.cost,
      offer: context.fleet.instanceTypes,
    };
    // Held at its baseline the load cannot show how much it wants: the type to move to has no baseline, or a higher one.
    const [best, ...others] = fittingCandidates(
      now,
      (candidate) => candidate.vcpus >= spec.vcpus && sustainedVcpus(candidate) > sustainedVcpus(spec),
      {
        anyBurstModel: true,
        newDrivers: true,
      },
    );
    const target = best === undefined ? null : toTarget(best, now);
    const after = best === undefined ? [] : linesAfter(best, now);
    const cost = impact(context.cost, target?.monthly ?? null, after);
    // The surplus is the price of a bargain as long as nothing that would do costs less.
    const cheaper = (cost.savings?.usd ?? 0) > 0;
    const moves = best !== undefined && (cheaper || worst.trouble === 'exhausted');
    const ena = !moves ? null : enaStep(found.subjects, spec, best.spec);
    const attached = attachmentsOf(resource, spec);
    const asks = moves && attached.questions.length > 0;
    return {
      verdict: 'fail',
      code: worst.trouble,
      severity: worst.trouble === 'exhausted' ? 'medium' : cheaper ? 'medium' : 'info',
      values: {
        ...named,
        surplus: quantity(worst.surplusPerMonth, 'credits'),
        emptyDays: quantity(worst.emptyDays, 'days'),
        ...(asks ? { ...attached.values, target: quantity(best.spec.instanceType, 'text') } : {}),
      },
      evidence: uses
        .flatMap(({ evidence, instance: member }) => (resource.kind === 'instance-group' ? onMember(evidence, member.id) : evidence))
        .slice(0, 12),
      recommendation: {
        action: moves ? 'resize' : 'investigate',
        target,
        alternatives: others.slice(0, 2).map((candidate) => toTarget(candidate, now)),
      },
      cost,
      ...confidenceOf('high', [
        [worst.trouble === 'exhausted', 'mode-unknown', 'medium'],
        [
          found.subjects.some(({ metrics: { cpu } }) => cpu.present && cpu.daysWithData('window') < context.window.days),
          'some-days-missing',
          'medium',
        ],
        [
          moves && found.subjects.some((subject) => exceedsBandwidth(subject, best.spec, context.options.headroomPercent)),
          'older-traffic',
          'low',
        ],
        ...enaReasons(ena),
      ]),
      risk: riskWithEna(target?.risk ?? null, ena),
      members: membersOf(
        resource,
        uses.map((use) => ({ instance: use.instance })),
      ),
      commands: moves ? resizeCommands(resource, spec.instanceType, best.spec.instanceType, ena) : inspectCommands(resource),
      questions: [
        'same-load-tomorrow',
        ...enaQuestions(resource, ena),
        ...(resource.kind === 'instance-group' ? groupQuestions(resource) : ['stop-and-start']),
        ...(asks ? attached.questions : []),
      ],
      charts: [],
      // Bandwidth that is not known is not reduced, and only says which type would do: the credits decide.
      decidedDespitePartialData: found.subjects.every(({ metrics }) => creditsKnown(metrics)),
    };
  },
});
