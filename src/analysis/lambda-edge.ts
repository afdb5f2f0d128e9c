import type { LambdaFunction } from '../model/resource/index.js';

const EDGE_HOME_REGION = 'us-east-1';
/** Longest timeout of an edge function, seconds. Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html */
const EDGE_TIMEOUT_SECONDS = 30;
const EDGE_RUNTIMES = /^(?:nodejs|python)/;

export const EDGE_MESSAGES = {
  'ask-edge': 'Is it attached to a CloudFront distribution (Lambda@Edge), which calls its versions in other regions too?',
} as const;

/**
 * Whether the function may be one of Lambda@Edge: those live in one region and send their metrics from the regions of the viewers, and nothing
 * that the audit reads tells of the attachment. What Lambda@Edge does not take is none, nor is what a queue or a stream calls.
 * Sources: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html,
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/viewing-cloudfront-metrics.html
 */
export const mayRunAtEdge = (fn: LambdaFunction): boolean =>
  fn.region === EDGE_HOME_REGION &&
  fn.packageType === 'Zip' &&
  fn.architecture === 'x86_64' &&
  fn.runtime !== null &&
  EDGE_RUNTIMES.test(fn.runtime) &&
  fn.timeoutSeconds <= EDGE_TIMEOUT_SECONDS &&
  !fn.inVpc &&
  !fn.lambdaInsightsLayer &&
  (fn.provisionedConcurrency ?? []).length === 0 &&
  (fn.eventSources ?? []).length === 0 &&
  fn.durable === null &&
  fn.capacityProvider === null;
