import { UserError } from '../model/user-error.js';
import { fetchObject } from './destination.js';
import { type S3Location, urlOf } from './s3-location.js';
import type { DeliverySession } from './session.js';

/** Fetches one object into a file. Throws a UserError where there is none, or it cannot be read. */
export async function fetchFile(session: DeliverySession, { bucket, prefix: key }: S3Location, path: string): Promise<void> {
  if (!(await fetchObject(session, bucket, key, path))) throw new UserError(`there is no ${urlOf(bucket, key)}`);
}
