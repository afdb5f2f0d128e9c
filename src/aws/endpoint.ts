/** Hosts of AWS's own, VPC endpoints among them. */
const AWS_HOST = /\.(amazonaws\.com(\.cn)?|api\.aws)$/i;

/**
 * The endpoint for CloudWatch where it is not AWS's own: `--endpoint-url`, or what the environment names. Null for AWS's, a VPC
 * endpoint among them: there each request is billed, and is fast.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function foreignEndpoint(endpointUrl: string | undefined, env: NodeJS.ProcessEnv): string | null {
  const ignored = /^true$/i.test(env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS ?? '');
  const url = endpointUrl ?? (ignored ? undefined : env.AWS_ENDPOINT_URL_CLOUDWATCH || env.AWS_ENDPOINT_URL);
  if (url === undefined || !URL.canParse(url)) return null;
  return AWS_HOST.test(new URL(url).hostname) ? null : url;
}
