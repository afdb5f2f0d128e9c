import { taskShape } from '../../support/policy-fixtures.js';

/** The target group of a service behind a load balancer. */
export const TARGET = 'arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/web/0123456789abcdef';
/** What a service that runs Windows has in place of Linux. */
export const WINDOWS = { shape: taskShape({ operatingSystem: 'windows' }) };
