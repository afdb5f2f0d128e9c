/** Reads who signed a request from its SigV4 header; signatures themselves are not checked. */

export interface CredentialScope {
  accessKeyId: string;
  region: string;
  service: string;
}

/**
 * The credential scope of an Authorization header, or null where there is none.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html
 */
export function credentialScope(authorization: string | undefined): CredentialScope | null {
  const credential = /Credential=([^,\s]+)/.exec(authorization ?? '')?.[1];
  const parts = credential?.split('/') ?? [];
  if (parts.length < 5 || parts[parts.length - 1] !== 'aws4_request') return null;
  const [service, region] = [parts[parts.length - 2], parts[parts.length - 3]];
  const accessKeyId = parts.slice(0, -4).join('/');
  return service && region ? { accessKeyId, region, service } : null;
}

/** `20261121T090046Z` as epoch seconds; null where it is no such time. */
export function signingTime(amzDate: string | undefined): number | null {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(amzDate ?? '');
  if (match === null) return null;
  const [, year, month, day, hour, minute, second] = match;
  return Math.floor(Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) / 1000);
}
