import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { Protocol, Service } from '../services/service.js';
import { ServiceError } from '../world.js';
import type { Answer } from './errors.js';
import { isRecord, jsonBody } from './json-body.js';
import { parseQuery, xmlChildren } from './query.js';
import { datedOutput, typedCloudWatchInput } from './query-types.js';

/** What a request asks for, whatever protocol it came in. */
export interface Call {
  service: Service;
  operation: string;
  input: Record<string, unknown>;
  /** The protocol of this request: a service may speak more than one. */
  form: Protocol;
  contentType: string;
}

export interface RawRequest {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Bodies above 10 KB may arrive compressed. https://docs.aws.amazon.com/sdkref/latest/guide/feature-compression.html */
function textOf({ headers, body }: RawRequest): string {
  return (headers['content-encoding'] === 'gzip' ? gunzipSync(body, { maxOutputLength: 64 * 1024 * 1024 }) : body).toString('utf8');
}

function parseJson(text: string): Record<string, unknown> {
  if (text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch {
    // Falls through to the answer below.
  }
  throw new ServiceError('SerializationException', 'Start of structure or map found where not expected.');
}

const FORM = 'application/x-www-form-urlencoded';

/** Reads operation and input. Throws the service's error for what it does not know. */
export function readCall(service: Service, request: RawRequest): Call {
  const contentType = request.headers['content-type'] ?? '';
  const target = request.headers['x-amz-target'];
  if (service.protocol === 'rest-json') return { ...readRest(service, request), contentType: 'application/json' };
  if (typeof target === 'string') {
    const [prefix, operation = ''] = target.split('.');
    if (prefix !== service.target || service.operations[operation] === undefined) {
      throw new ServiceError('UnknownOperationException', `${target} is not an operation of ${service.prefix}`);
    }
    return { service, operation, input: parseJson(textOf(request)), form: 'json', contentType };
  }
  const form = service.protocol === 'ec2' ? 'ec2' : 'query';
  const search = request.url.includes('?') ? request.url.slice(request.url.indexOf('?') + 1) : '';
  const parameters = new URLSearchParams(contentType.startsWith(FORM) ? textOf(request) : search);
  const operation = parameters.get('Action') ?? '';
  if (service.operations[operation] === undefined) {
    throw new ServiceError('InvalidAction', `The action ${operation} is not valid for this web service.`);
  }
  const text = parseQuery(parameters);
  const input = service.prefix === 'cloudwatch' ? typedCloudWatchInput(text) : text;
  return { service, operation, input, form, contentType: 'text/xml' };
}

function readRest(service: Service, request: RawRequest): Omit<Call, 'contentType'> {
  const url = new URL(request.url, 'http://localhost');
  for (const { method, path, operation } of service.routes ?? []) {
    const match = method === request.method ? path.exec(url.pathname) : null;
    if (match === null) continue;
    const named = Object.entries(match.groups ?? {}).map(([key, value]) => [key, decodeURIComponent(value)]);
    const body = request.body.length > 0 ? parseJson(textOf(request)) : {};
    return {
      service,
      operation,
      input: { ...body, ...Object.fromEntries(url.searchParams), ...Object.fromEntries(named) },
      form: 'rest-json',
    };
  }
  throw new ServiceError('UnknownOperationException', `no operation at ${request.method} ${url.pathname}`, 404);
}

/** An operation's output as its protocol writes it. */
export function okAnswer({ service, operation, form, contentType }: Call, output: unknown): Answer {
  const id = randomUUID();
  const dated = form === 'query' && service.prefix === 'cloudwatch' ? datedOutput(output) : output;
  const fields = isRecord(dated) ? dated : {};
  if (form === 'ec2') {
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<${operation}Response xmlns="${service.xmlns ?? ''}"><requestId>${id}</requestId>${xmlChildren(fields, 'item')}</${operation}Response>`;
    return { status: 200, headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': id }, body };
  }
  if (form === 'query') {
    const result = `<${operation}Result>${xmlChildren(fields, 'member')}</${operation}Result>`;
    const body = `<${operation}Response xmlns="${service.xmlns ?? ''}">${result}<ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata></${operation}Response>`;
    return { status: 200, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': id }, body };
  }
  return { status: 200, headers: { 'content-type': contentType, 'x-amzn-requestid': id }, body: jsonBody(fields) };
}
