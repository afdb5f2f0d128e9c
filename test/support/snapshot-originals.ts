import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';

const recordSchema = z.looseObject({ kind: z.string(), tags: z.record(z.string(), z.string()).nullish() });
const NAMING_FIELDS = ['id', 'name', 'arn', 'accountId', 'clusterName', 'clusterArn', 'serviceName', 'group', 'eksCluster', 'eksNodegroup'];

/** Every account id, ARN, name and tag value that the resources of a snapshot file carry. */
export function originalsOf(snapshot: string): Set<string> {
  const lines = gunzipSync(readFileSync(snapshot)).toString('utf8').trimEnd().split('\n');
  const found = new Set<string>();
  for (const line of lines) {
    const record = recordSchema.parse(JSON.parse(line));
    if (['header', 'metric', 'coverage', 'end'].includes(record.kind)) continue;
    for (const field of NAMING_FIELDS) {
      const value = record[field];
      if (typeof value === 'string' && value !== '') found.add(value);
    }
    for (const value of Object.values(record.tags ?? {})) found.add(value);
  }
  return found;
}

/** True for what cannot be a word of a sentence. */
export const isIdentifier = (text: string): boolean => text.length >= 3 && /[-_./:\d]|[a-z][A-Z]/.test(text) && !/^[\d.]{1,5}$/.test(text);
