import * as z from 'zod';
import { hash32, hex } from '../fleet/ids.js';
import { type Operation, ServiceError } from '../world.js';
import { listScope, pageOf } from './paging.js';
import { parseInput, type Service, type Site } from './service.js';

const input = z.object({
  states: z.array(z.string()).default([]),
  maxResults: z.number().int().min(1).max(1_000).default(1_000),
  nextToken: z.string().optional(),
});

const instantText = (seconds: number) => new Date(seconds * 1_000).toISOString();

/** https://docs.aws.amazon.com/savingsplans/latest/APIReference/API_DescribeSavingsPlans.html */
function describeSavingsPlans({ world }: Site): Operation {
  return (given, caller) => {
    const { states, maxResults, nextToken } = parseInput(input, given);
    const { seed, end, partition } = world.facts;
    const plans = (world.account(caller.accountId)?.savingsPlans ?? []).map((plan, index) => {
      const digest = (part: number) => hex(hash32(seed, caller.accountId, 'savings-plan', index, part), 8);
      const savingsPlanId = `${digest(0)}-${digest(1).slice(0, 4)}-4000-8000-${digest(2)}${digest(3).slice(0, 4)}`;
      return {
        offeringId: digest(4),
        savingsPlanId,
        savingsPlanArn: `arn:${partition}:savingsplans::${caller.accountId}:savingsplan/${savingsPlanId}`,
        description: world.facts.canary ?? '1 year No Upfront Savings Plan',
        start: instantText(end - plan.startedDaysAgo * 86_400),
        end: instantText(end + plan.endsInDays * 86_400),
        state: plan.endsInDays > 0 ? 'active' : 'retired',
        ...(plan.region === undefined ? {} : { region: plan.region }),
        ...(plan.family === undefined ? {} : { ec2InstanceFamily: plan.family }),
        savingsPlanType: plan.type,
        paymentOption: 'No Upfront',
        productTypes: plan.type === 'Compute' ? ['EC2', 'Fargate', 'Lambda'] : plan.type === 'EC2Instance' ? ['EC2'] : ['SageMaker'],
        currency: plan.currency,
        commitment: plan.hourly.toFixed(8),
        upfrontPaymentAmount: '0.0',
        recurringPaymentAmount: plan.hourly.toFixed(8),
        termDurationInSeconds: Math.round((plan.startedDaysAgo + plan.endsInDays) * 86_400),
        tags: {},
      };
    });
    const wanted = states.length === 0 ? plans : plans.filter(({ state }) => states.includes(state));
    const page = pageOf(
      nextToken,
      maxResults,
      wanted.length,
      listScope(caller, 'DescribeSavingsPlans', states),
      () => new ServiceError('ValidationException', 'The pagination token is invalid.'),
    );
    return { savingsPlans: wanted.slice(page.from, page.to), ...(page.next === undefined ? {} : { nextToken: page.next }) };
  };
}

export function savingsPlans(site: Site): Service {
  return {
    prefix: 'savingsplans',
    signingName: 'savingsplans',
    protocol: 'rest-json',
    throttle: { code: 'ThrottlingException', status: 429, message: 'Rate exceeded' },
    denied: { code: 'AccessDeniedException', status: 403 },
    routes: [{ method: 'POST', path: /^\/DescribeSavingsPlans$/, operation: 'DescribeSavingsPlans' }],
    operations: {
      DescribeSavingsPlans: {
        run: describeSavingsPlans(site),
        paging: { tokenIn: 'nextToken', tokenOut: 'nextToken', list: 'savingsPlans' },
      },
    },
  };
}
