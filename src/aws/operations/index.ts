export * from './account.js';
export * from './cloudwatch.js';
export * from './ec2.js';
export * from './ecs.js';
export * from './lambda.js';
export * from './pricing.js';
export * from './scaling.js';
