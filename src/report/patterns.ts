import type { CommandPattern } from '../model/evaluation.js';

const TYPE = '[a-z][a-z0-9-]{0,24}\\.(?:nano|micro|small|medium|large|[0-9]{0,3}xlarge|metal(?:-[0-9]{1,3}xl)?)';
const TEMPLATE = 'lt-(?:[0-9a-f]{8}|[0-9a-f]{17})';
const VERSION = '(?:\\$Latest|\\$Default|[1-9][0-9]{0,9})';
/** One of https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_LaunchTemplateOverrides.html: weights are from 1 to 999. */
const OVERRIDE = `\\{"InstanceType":"${TYPE}"(?:,"WeightedCapacity":"[1-9][0-9]{0,2}")?\\}`;

/**
 * What a value of each kind looks like, from AWS's API references. Stricter in one way: nothing may start with a hyphen
 * (a program would take it for an option), and no control or invisible format characters, which a terminal would hide.
 */
export const PATTERNS: Readonly<Record<CommandPattern, RegExp>> = {
  /** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html */
  'instance-id': /^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/,
  /** https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html */
  'instance-type': new RegExp(`^${TYPE}$`),
  /** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html: letters, numbers, underscores, hyphens. */
  'ecs-name': /^[A-Za-z0-9_][A-Za-z0-9_-]{0,254}$/,
  /** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html: 32 hex digits, or the older UUID. */
  'task-id': /^(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
  /** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html */
  'function-name': /^[A-Za-z0-9_][A-Za-z0-9_-]{0,139}(?::(?:\$LATEST|[A-Za-z0-9_][A-Za-z0-9_-]{0,127}))?$/,
  /** https://docs.aws.amazon.com/lambda/latest/api/API_PutProvisionedConcurrencyConfig.html: a version or an alias. */
  'function-qualifier': /^[A-Za-z0-9$_][A-Za-z0-9$_-]{0,127}$/,
  /** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html: 1 to 255 characters, no colon. */
  'group-name': /^(?!-)[^\p{C}\p{Zl}\p{Zp}:]{1,255}$/u,
  /** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html */
  'launch-template-id': new RegExp(`^${TEMPLATE}$`),
  /** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_LaunchTemplateSpecification.html */
  'launch-template-version': new RegExp(`^${VERSION}$`),
  /** Shorthand of the same structure: id and version. */
  'launch-template-choice': new RegExp(`^LaunchTemplateId=${TEMPLATE},Version=${VERSION}$`),
  /**
   * JSON of https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_MixedInstancesPolicy.html: a template's version, and up to 40 types
   * with their weights.
   */
  'mixed-instances-policy': new RegExp(
    `^\\{"LaunchTemplate":\\{"LaunchTemplateSpecification":\\{"LaunchTemplateId":"${TEMPLATE}","Version":"${VERSION}"\\}(?:,"Overrides":\\[${OVERRIDE}(?:,${OVERRIDE}){0,39}\\])?\\}\\}$`,
  ),
  /** Shorthand of https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RequestLaunchTemplateData.html: the type alone. */
  'launch-template-type': new RegExp(`^InstanceType=${TYPE}$`),
  region: /^[a-z]{2,4}(?:-[a-z]{2,12}){1,3}-[0-9]{1,2}$/,
  'account-id': /^[0-9]{12}$/,
  /** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
  arn: /^arn:aws(?:-[a-z]+)*:[a-z0-9-]{2,40}:[a-z0-9-]{0,30}:(?:[0-9]{12})?:[A-Za-z0-9_+=,.@:/$-]{1,1024}$/,
  number: /^(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,6})?$/,
  /** Shorthand of https://docs.aws.amazon.com/eks/latest/APIReference/API_NodegroupScalingConfig.html: at least none, at most one or more. */
  'node-group-scaling': /^minSize=(?:0|[1-9][0-9]{0,5}),maxSize=[1-9][0-9]{0,5},desiredSize=(?:0|[1-9][0-9]{0,5})$/,
  /** https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html */
  'scalable-resource-id': /^service\/[A-Za-z0-9_][A-Za-z0-9_-]{0,254}\/[A-Za-z0-9_][A-Za-z0-9_-]{0,254}$/,
  /** Shorthand of https://docs.aws.amazon.com/autoscaling/application/APIReference/API_TargetTrackingScalingPolicyConfiguration.html */
  'cpu-tracking':
    /^TargetValue=(?:100|[1-9]?[0-9](?:\.[0-9])?),PredefinedMetricSpecification=\{PredefinedMetricType=ECSServiceAverageCPUUtilization\}$/,
  /** https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScheduledAction.html */
  schedule: /^(?:at|rate|cron)\([0-9A-Za-z*?,/ #:L-]{1,120}\)$/,
  /** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutScheduledUpdateGroupAction.html: five fields of Unix cron. */
  recurrence: /^[0-9*,/-]{1,40}(?: [0-9A-Z*,/-]{1,40}){4}$/,
  /** https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html */
  'schedule-name': /^[0-9A-Za-z_.][0-9A-Za-z_.-]{0,63}$/,
  /** JSON of https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Target.html: starts or stops one instance, by one role. */
  'schedule-target':
    /^\{"Arn":"arn:aws(?:-[a-z]+)*:scheduler:::aws-sdk:ec2:(?:start|stop)Instances","RoleArn":"arn:aws(?:-[a-z]+)*:iam::[0-9]{12}:role\/[A-Za-z0-9_+=,.@-]{1,64}","Input":"\{\\"InstanceIds\\":\[\\"i-(?:[0-9a-f]{8}|[0-9a-f]{17})\\"\]\}"\}$/,
  /** A name of the IANA time zone database. */
  'time-zone': /^[A-Z][A-Za-z0-9_+-]{1,40}(?:\/[A-Za-z][A-Za-z0-9_+-]{1,40}){0,2}$/,
  free: /^(?!-)[^\p{C}\p{Zl}\p{Zp}]{1,1024}$/u,
};

/** The kinds in words, for the sentence that says why a command is held back. */
export const PATTERN_WORDS: Readonly<Record<CommandPattern, string>> = {
  'instance-id': 'an instance id',
  'instance-type': 'an instance type',
  'ecs-name': 'an ECS name',
  'task-id': 'a task id',
  'function-name': 'a function name',
  'function-qualifier': 'a version or alias of a function',
  'group-name': 'a group name',
  'launch-template-id': 'a launch template id',
  'launch-template-version': 'a launch template version',
  'launch-template-choice': 'a launch template and its version',
  'mixed-instances-policy': 'a mixed instances policy',
  'launch-template-type': 'an instance type',
  region: 'a region',
  'account-id': 'an account id',
  arn: 'an ARN',
  number: 'a number',
  'node-group-scaling': 'bounds of a node group',
  'scalable-resource-id': 'a scalable resource id',
  'cpu-tracking': 'a target for CPU utilization',
  recurrence: 'a recurrence of five fields',
  schedule: 'a schedule expression',
  'schedule-name': 'a schedule name',
  'schedule-target': 'a schedule target',
  'time-zone': 'a time zone name',
  free: 'plain text',
};
