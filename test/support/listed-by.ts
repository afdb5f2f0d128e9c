const CLUSTERS = ['ecs:ListClusters', 'ecs:DescribeClusters'];

/** The steps that bring the resources of a kind to light, in their order. */
export const LISTED_BY: Readonly<Record<string, readonly string[]>> = {
  'ec2-instance': ['ec2:DescribeInstances'],
  // Only types that are in use are asked about.
  'instance-type-offer': ['ec2:DescribeInstances', 'ec2:DescribeInstanceTypes'],
  'reserved-instances': ['ec2:DescribeReservedInstances'],
  'auto-scaling-group': ['autoscaling:DescribeAutoScalingGroups'],
  'ecs-cluster': CLUSTERS,
  'ecs-service': [...CLUSTERS, 'ecs:ListServices', 'ecs:DescribeServices'],
  'ecs-task': [...CLUSTERS, 'ecs:ListTasks', 'ecs:DescribeTasks'],
  'ecs-container-instance': [...CLUSTERS, 'ecs:ListContainerInstances', 'ecs:DescribeContainerInstances'],
  'ecs-capacity-provider': [...CLUSTERS, 'ecs:DescribeCapacityProviders'],
  'lambda-function': ['lambda:ListFunctions'],
  'savings-plan': ['savingsplans:DescribeSavingsPlans'],
  'second-opinion': [
    'compute-optimizer:GetEC2InstanceRecommendations',
    'compute-optimizer:GetECSServiceRecommendations',
    'compute-optimizer:GetLambdaFunctionRecommendations',
  ],
};
