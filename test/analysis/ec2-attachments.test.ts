import { describe, expect, it } from 'vitest';
import burstCredits from '../../policies/ec2/burst-credits.js';
import overProvisioned from '../../policies/ec2/over-provisioned.js';
import previousGeneration from '../../policies/ec2/previous-generation.js';
import { ATTACHMENT_MESSAGES, attachmentsOf } from '../../src/analysis/ec2-attachments.js';
import { instanceRecord } from '../../src/collect/ec2-instance-record.js';
import { contextFor, instance, instanceGroup, PRICES, typeSpec } from '../support/policy-fixtures.js';

const EIGHT = typeSpec({ vcpus: 8 });
const asks = (over: Parameters<typeof instance>[0]) => attachmentsOf(instance(over), EIGHT);

describe('what a type must take', () => {
  it('is nothing to ask of most', () => {
    expect(asks({ networkInterfaces: 2, attachedVolumes: 26, enclaves: false, activeVcpus: 8 })).toEqual({ values: {}, questions: [] });
    expect(asks({})).toEqual({ values: {}, questions: [] });
    expect(attachmentsOf(instanceGroup({ id: 'web' }), EIGHT).questions).toEqual([]);
  });

  it.each([
    ['more interfaces than every type takes', { networkInterfaces: 3 }, ['ask-interfaces'], { interfaces: { value: 3, unit: 'count' } }],
    ['more volumes than most take', { attachedVolumes: 28 }, ['ask-volumes'], { volumes: { value: 28, unit: 'count' } }],
    ['Nitro Enclaves', { enclaves: true }, ['ask-enclaves'], {}],
    [
      'fewer vCPUs than its type has',
      { activeVcpus: 7 },
      ['ask-cpu-options'],
      { activeVcpus: { value: 7, unit: 'count' }, allVcpus: { value: 8, unit: 'count' } },
    ],
  ])('is to be asked of one with %s', (_, over, questions, values) => {
    expect(asks(over)).toEqual({ values, questions });
  });

  it('has its sentences wherever a type is changed', () => {
    for (const policy of [burstCredits, overProvisioned, previousGeneration]) expect(policy.messages).toMatchObject(ATTACHMENT_MESSAGES);
    const machine = instance({ instanceType: 'm5.2xlarge', enclaves: true });
    const specs = ['m5.2xlarge', 'm6a.2xlarge'].flatMap((type) => PRICES.spec(type) ?? []);
    const context = contextFor(previousGeneration, machine);
    const fleet = { ...context.fleet, instanceTypes: new Map(specs.map((spec) => [spec.instanceType, spec])) };
    expect(previousGeneration.evaluate(machine, { ...context, fleet })).toMatchObject({
      verdict: 'fail',
      questions: expect.arrayContaining(['ask-enclaves']),
    });
  });

  it('is taken from what DescribeInstances says', () => {
    const region = { accountId: '111122223333', partition: 'aws', region: 'us-east-1' } as const;
    const record = (more: Partial<Parameters<typeof instanceRecord>[0]>) =>
      instanceRecord({ InstanceId: 'i-1', InstanceType: 'm5.large', State: { Name: 'running' }, ...more }, region);
    expect(record({ NetworkInterfaces: [{}] })).not.toHaveProperty('networkInterfaces');
    expect(record({ NetworkInterfaces: [{}, {}] })).toMatchObject({ networkInterfaces: 2 });
    expect(record({ EnclaveOptions: { Enabled: false } })).not.toHaveProperty('enclaves');
    expect(record({ EnclaveOptions: { Enabled: true } })).toMatchObject({ enclaves: true });
    expect(record({ CpuOptions: { CoreCount: 4, ThreadsPerCore: 1 } })).toMatchObject({ activeVcpus: 4 });
    expect(record({ CpuOptions: { CoreCount: 4 } })).not.toHaveProperty('activeVcpus');
  });
});
