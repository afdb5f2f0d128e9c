import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { CloudWatchClient, GetMetricDataCommandOutput } from '@aws-sdk/client-cloudwatch';

/** A result of GetMetricData as far as it is read; times are epoch seconds, or Dates where the SDK has read the answer. */
export interface MetricDataResult {
  Id?: string | undefined;
  StatusCode?: string | undefined;
  Timestamps?: readonly (Date | number)[] | null | undefined;
  /** An endpoint that is not AWS's may send null among them. */
  Values?: readonly (number | null)[] | null | undefined;
  Messages?: readonly { Code?: string | undefined; Value?: string | undefined }[] | null | undefined;
}

export type MetricDataAnswer = Omit<GetMetricDataCommandOutput, 'MetricDataResults'> & {
  MetricDataResults?: MetricDataResult[] | undefined;
};

const AWS_JSON = /^application\/x-amz-json-1\.\d/;

interface Response {
  statusCode: number;
  headers: IncomingHttpHeaders | Record<string, string>;
  body?: unknown;
}

const isResponse = (value: unknown): value is Response =>
  typeof value === 'object' && value !== null && 'statusCode' in value && typeof value.statusCode === 'number' && 'headers' in value;

/** Decoded piece by piece: blocks of megabytes outside the JavaScript heap would stay with the process long after they are free. */
async function textOf(body: Readable): Promise<string> {
  const decoder = new StringDecoder('utf8');
  let text = '';
  for await (const chunk of body) text += decoder.write(chunk);
  return text + decoder.end();
}

/** Takes the results out of an answer's text; null for a text that is something else. What is left is what the SDK still has to read. */
function takenOut(text: string): { results: MetricDataResult[]; rest: string } | null {
  try {
    const { MetricDataResults: results, ...rest }: { MetricDataResults?: (MetricDataResult | null)[] } = JSON.parse(text);
    if (!Array.isArray(results)) return null;
    // A query without a result is missed where the answer is read.
    return { results: results.filter((result) => result !== null), rest: JSON.stringify({ ...rest, MetricDataResults: [] }) };
  } catch {
    return null;
  }
}

/**
 * Has a client read the results of GetMetricData as plain JSON. The SDK walks its schema for every single datapoint and makes a
 * Date of each timestamp, which takes three times as long as all else that becomes of an answer. Whatever is not a JSON answer with results
 * (errors, pages of proxies, another protocol) is left to the SDK as it came.
 */
export function readPlainly(client: CloudWatchClient): CloudWatchClient {
  const results = new WeakMap<object, MetricDataResult[]>();
  // A low priority is nearer to the wire than the SDK's own reading of the answer, a high one behind it.
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const result = await next(args);
        const { response } = result;
        if (commandName !== 'GetMetricDataCommand' || !isResponse(response) || response.statusCode !== 200) return result;
        if (!(response.body instanceof Readable) || !AWS_JSON.test(String(response.headers['content-type']))) return result;
        const text = await textOf(response.body);
        const taken = takenOut(text);
        if (taken !== null) results.set(response, taken.results);
        response.body = Buffer.from(taken?.rest ?? text);
        return result;
      },
    { step: 'deserialize', priority: 'low', name: 'takeMetricDataResults' },
  );
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const own = isResponse(result.response) ? results.get(result.response) : undefined;
      if (own !== undefined && result.output !== undefined) Object.assign(result.output, { MetricDataResults: own });
      return result;
    },
    { step: 'deserialize', priority: 'high', name: 'giveMetricDataResults' },
  );
  return client;
}
