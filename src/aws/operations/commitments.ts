import type { DescribeSavingsPlansCommandInput } from '@aws-sdk/client-savingsplans';
import { pagedOperation, service } from './definition.js';

const savingsPlans = service(
  'savingsplans',
  () => import('@aws-sdk/client-savingsplans'),
  ({ SavingsplansClient }, configuration) => new SavingsplansClient(configuration),
);

/** Of the whole account: one endpoint a partition answers for all regions. */
export const describeSavingsPlans = pagedOperation(savingsPlans, {
  name: 'DescribeSavingsPlans',
  bucket: 'commitments',
  permissionSet: 'commitments',
  perform: ({ sdk, client }, input: DescribeSavingsPlansCommandInput, options) =>
    client.send(new sdk.DescribeSavingsPlansCommand(input), options),
  items: (output) => output.savingsPlans,
  nextToken: (output) => (output.nextToken === '' ? undefined : output.nextToken),
  withToken: (input, nextToken) => ({ ...input, nextToken }),
});
