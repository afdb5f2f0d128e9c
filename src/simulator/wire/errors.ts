import { randomUUID } from 'node:crypto';
import type { Service } from '../services/service.js';
import { ServiceError } from '../world.js';
import { escapeXml } from './query.js';

/** Errors that any service may answer, each in that service's own words. */

export function throttled(service: Service): ServiceError {
  return new ServiceError(service.throttle.code, service.throttle.message, service.throttle.status);
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
export function denied(service: Service, action: string, arn: string, bySCP: boolean): ServiceError {
  const reason = bySCP
    ? `with an explicit deny in a service control policy`
    : `because no identity-based policy allows the ${service.prefix}:${action} action`;
  const message = `User: ${arn} is not authorized to perform: ${service.prefix}:${action} on resource: * ${reason}`;
  const prefix = service.protocol === 'ec2' ? 'You are not authorized to perform this operation. ' : '';
  return new ServiceError(service.denied.code, prefix + message, service.denied.status);
}

/** A region that the account has not enabled does not know its credentials at all. */
export function regionOff(service: Service): ServiceError {
  if (service.protocol === 'ec2')
    return new ServiceError('AuthFailure', 'AWS was not able to validate the provided access credentials', 401);
  const message = 'The security token included in the request is invalid.';
  if (service.protocol === 'query') return new ServiceError('InvalidClientTokenId', message, 403);
  return new ServiceError('UnrecognizedClientException', message, service.protocol === 'rest-json' ? 403 : 400);
}

export function expiredToken(service: Service): ServiceError {
  if (service.protocol === 'ec2') return new ServiceError('RequestExpired', 'Request has expired.', 400);
  const message = 'The security token included in the request is expired';
  if (service.protocol === 'query') return new ServiceError('ExpiredToken', message, 403);
  return new ServiceError('ExpiredTokenException', message, service.protocol === 'rest-json' ? 403 : 400);
}

export function clockSkew(service: Service, signed: string, now: string): ServiceError {
  if (service.protocol === 'ec2')
    return new ServiceError('RequestExpired', 'Request has expired. Timestamp date is too far from now.', 400);
  const message = `Signature expired: ${signed} is now earlier than ${now} - 5 min.`;
  if (service.protocol === 'query') return new ServiceError('SignatureDoesNotMatch', message, 403);
  return new ServiceError('InvalidSignatureException', message, service.protocol === 'rest-json' ? 403 : 400);
}

export function internalError(service: Service): ServiceError {
  const code = { ec2: 'InternalError', query: 'InternalFailure', json: 'InternalServerError', 'rest-json': 'ServiceException' }[
    service.protocol
  ];
  return new ServiceError(code, 'An internal error has occurred', 500);
}

export function unavailable(service: Service): ServiceError {
  const code =
    service.protocol === 'ec2' ? 'Unavailable' : service.protocol === 'query' ? 'ServiceUnavailable' : 'ServiceUnavailableException';
  return new ServiceError(code, 'The server is overloaded and cannot handle the request.', 503);
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** How a protocol spells an error. `form` is the protocol of this very request (CloudWatch speaks two). */
export function errorAnswer(error: ServiceError, service: Service, form: Service['protocol'], contentType: string): Answer {
  const id = randomUUID();
  const { code, message, status } = error;
  if (form === 'ec2') {
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error></Errors><RequestID>${id}</RequestID></Response>`;
    return { status, headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': id }, body };
  }
  if (form === 'query') {
    const type = status >= 500 ? 'Receiver' : 'Sender';
    const body = `<ErrorResponse xmlns="${service.xmlns ?? ''}"><Error><Type>${type}</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>${id}</RequestId></ErrorResponse>`;
    return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': id }, body };
  }
  if (form === 'rest-json') {
    const body = JSON.stringify({
      Type: status >= 500 ? 'Service' : 'User',
      message,
      ...(code === service.throttle.code ? { Reason: 'CallerRateLimitExceeded' } : {}),
    });
    return { status, headers: { 'content-type': 'application/json', 'x-amzn-requestid': id, 'x-amzn-errortype': code }, body };
  }
  const headers: Record<string, string> = { 'content-type': contentType, 'x-amzn-requestid': id };
  // Services that once spoke Query go on telling its code: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#awsquerycompatible-trait
  if (service.xmlns !== undefined) headers['x-amzn-query-error'] = `${code};${status >= 500 ? 'Receiver' : 'Sender'}`;
  return { status, headers, body: JSON.stringify({ __type: code, message, Message: message }) };
}
