/** Builders of resources: each gives a whole, ordinary one; a test names only what matters to it. */

export { ACCOUNT, END, REGION } from './resources/common.js';
export * from './resources/ec2.js';
export * from './resources/ecs.js';
export * from './resources/lambda.js';
