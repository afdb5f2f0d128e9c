import * as z from 'zod';
import { hex } from '../fleet/ids.js';
import type { Operation } from '../world.js';
import { at, parseInput, type Site, textList } from './service.js';

const input = z.object({
  ReservedInstancesId: textList,
  Filter: z.array(z.object({ Name: z.string(), Value: textList })).default([]),
});

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeReservedInstances.html: no pages. */
export function describeReservedInstances({ world, here }: Site): Operation {
  return (given, caller) => {
    const { ReservedInstancesId, Filter } = parseInput(input, given, 'InvalidParameterValue');
    const region = here(caller);
    const purchases = world.account(caller.accountId)?.regions[caller.region]?.reservedInstances ?? [];
    const states = Filter.filter(({ Name }) => Name === 'state').flatMap(({ Value }) => Value);
    const elements = purchases.map((purchase, index) => {
      const digest = (part: number) => hex(region.seedOf('reserved-instances', index, part), 8);
      return {
        reservedInstancesId: `${digest(0)}-${digest(1).slice(0, 4)}-4000-8000-${digest(2)}${digest(3).slice(0, 4)}`,
        instanceType: purchase.type,
        start: at(region.daysAgo(purchase.startedDaysAgo)),
        end: at(region.daysAgo(-purchase.endsInDays)),
        duration: Math.round((purchase.startedDaysAgo + purchase.endsInDays) * 86_400),
        fixedPrice: 0,
        usagePrice: 0,
        instanceCount: purchase.count,
        productDescription: purchase.platform,
        state: purchase.endsInDays > 0 ? 'active' : 'retired',
        instanceTenancy: purchase.tenancy,
        currencyCode: 'USD',
        offeringClass: 'standard',
        offeringType: 'No Upfront',
        scope: purchase.scope,
        ...(purchase.scope === 'Region' ? {} : { availabilityZone: `${caller.region}a` }),
      };
    });
    const wanted = elements.filter(
      ({ reservedInstancesId, state }) =>
        (ReservedInstancesId.length === 0 || ReservedInstancesId.includes(reservedInstancesId)) &&
        (states.length === 0 || states.includes(state)),
    );
    return { reservedInstancesSet: wanted };
  };
}
