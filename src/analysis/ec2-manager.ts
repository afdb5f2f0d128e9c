import type { Ec2Resource } from './ec2-subject.js';

/** Services that make instances for people, and set or need them as they made them. */
type Manager = 'aws-batch' | 'elastic-beanstalk' | 'parallelcluster' | 'emr' | 'karpenter' | 'ec2-fleet';

/** Tags that each of them puts on what it makes. */
const TAGS: readonly (readonly [string, Manager])[] = [
  // https://docs.aws.amazon.com/batch/latest/userguide/using-service-linked-roles.html
  ['AWSBatchServiceTag', 'aws-batch'],
  // https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/applications-tagging-resources.html
  ['elasticbeanstalk:environment-name', 'elastic-beanstalk'],
  // https://docs.aws.amazon.com/parallelcluster/latest/ug/Tags-v3.html
  ['parallelcluster:cluster-name', 'parallelcluster'],
  // https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-plan-tags.html
  ['aws:elasticmapreduce:job-flow-id', 'emr'],
  // https://karpenter.sh/docs/reference/settings/ and the tags of a NodeClass
  ['karpenter.sh/nodepool', 'karpenter'],
  ['karpenter.sh/provisioner-name', 'karpenter'],
  // Others of these start instances by a fleet too, so these stand last: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/manage-ec2-fleet.html
  ['aws:ec2:fleet-id', 'ec2-fleet'],
  ['aws:ec2spot:fleet-request-id', 'ec2-fleet'],
];

/** AWS Batch may only change Auto Scaling groups of this name: https://docs.aws.amazon.com/batch/latest/userguide/using-service-linked-roles.html */
const BATCH_NAME = /^AWSBatch/;

/** The service that made a resource and steers it, as its tags or its name tell; null where none shows. */
export function managerOf(resource: Ec2Resource): Manager | null {
  const scaling = resource.kind === 'instance-group' ? resource.autoScalingGroup : null;
  const tags = { ...scaling?.tags, ...resource.tags };
  const byTag = TAGS.find(([key]) => Object.hasOwn(tags, key));
  if (byTag !== undefined) return byTag[1];
  return resource.kind === 'instance-group' && BATCH_NAME.test(scaling?.id ?? resource.id) ? 'aws-batch' : null;
}

/** Sentences for the codes of `managedReasons`. */
export const MANAGED_MESSAGES = {
  'made-by-service': 'Another service made it and decides on it: what that service needs it for is not seen here.',
} as const;

/** What the hand of another service takes from the confidence of advice, for `confidenceOf`. */
export const managedReasons = (resource: Ec2Resource): [boolean, keyof typeof MANAGED_MESSAGES, 'medium'][] => [
  [managerOf(resource) !== null, 'made-by-service', 'medium'],
];

/** Notes where such a resource could be switched off, which is done where it was made. */
export const MANAGED_STOP_MESSAGES = {
  'stop-in-aws-batch':
    'AWS Batch made it, and what is changed by hand may make its compute environment invalid: there, minvCpus of 0 lets the instances go between jobs.',
  'stop-in-elastic-beanstalk':
    'Elastic Beanstalk made it and sets it again at the next update of its environment: the size of the environment, or its end, is set there.',
  'stop-in-parallelcluster':
    'AWS ParallelCluster made it and would replace it or take it for broken: its queues and their least number of nodes are set in the configuration of the cluster.',
  'stop-in-emr':
    'Amazon EMR made it as a node of a cluster and replaces or misses what is stopped: its instance groups are made smaller, and an idle cluster is ended, in EMR.',
  'stop-in-karpenter':
    'Karpenter made it for pods and puts another in its place while they wait for one: what runs there, and how nodes are consolidated, is set in its node pools.',
  'stop-in-ec2-fleet':
    'A fleet of EC2 made it, and one that keeps its capacity replaces what is stopped: its target capacity is set in the fleet, or the fleet deleted.',
} as const satisfies Record<`stop-in-${Manager}`, string>;

/** Questions where the type of such a group could be another. */
export const MANAGED_TYPE_QUESTIONS = {
  'type-in-aws-batch':
    'AWS Batch made the group, and what is changed by hand may make its compute environment invalid: can the environment name other instance types?',
  'type-in-elastic-beanstalk':
    'Elastic Beanstalk made the group and sets it again at the next update of its environment: can the environment name another instance type?',
  'type-in-parallelcluster':
    'AWS ParallelCluster made the group: can its queue name another instance type in the configuration of the cluster?',
  'type-in-emr':
    'Amazon EMR made it as a node of a cluster: can the cluster, or the next one, name another instance type for its instance groups?',
  'type-in-karpenter':
    'Karpenter chose its type for the pods that waited: can the requests of the pods, or the types of its node pool, be others?',
  'type-in-ec2-fleet': 'A fleet of EC2 made it: can the fleet name another instance type?',
  'type-in-eks':
    'EKS made the group, and a managed node group keeps its type for life: can another node group, of the other type, take its place?',
} as const satisfies Record<`type-in-${Manager | 'eks'}`, string>;

/** The question for what gets no other type by hand: https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html */
export function managedTypeQuestion(resource: Ec2Resource): keyof typeof MANAGED_TYPE_QUESTIONS | null {
  if (resource.kind === 'instance-group' && resource.groupType === 'eks-nodegroup') return 'type-in-eks';
  const manager = managerOf(resource);
  return manager === null ? null : `type-in-${manager}`;
}
