import { createHash } from 'node:crypto';
import type { AskedScope } from '../aws/asked-scope.js';
import { canonicalJson } from '../model/canonical-json.js';
import type { Config } from '../model/config.js';
import type { LoadedPolicy } from '../model/policy.js';
import type { Window } from '../model/time.js';

/**
 * Digest of all that decides what a run collects: tool, windows, the scope as it was asked for, and the needs of its policies with the
 * options in effect. Parts of one run have the same, also where an account could not be entered by one of them; there is no random id in it.
 */
export function runIdentity(run: {
  tool: { name: string; version: string };
  window: Window;
  scalarWindow: Window;
  scope: AskedScope;
  policies: readonly LoadedPolicy[];
  config: Config;
  extras?: readonly string[];
}): string {
  const policies = run.policies.map(({ meta, requires, options }) => ({ id: meta.id, requires: { ...requires }, options }));
  const { policies: settings, overrides } = run.config;
  const { extras = [], ...rest } = run;
  const more = extras.length === 0 ? {} : { extras: [...new Set(extras)].sort() };
  const text = canonicalJson({ ...rest, ...more, policies, config: { settings, overrides } });
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
