import { type AwsApi, AwsFailure, type CallOptions, type PagedOperation } from './api.js';
import type { CallLimits } from './limits.js';

/**
 * Pages of a listing, each asked for when the one before has been taken. A token that comes twice, a long row of empty
 * pages, and more pages than there can be end it with a failure instead of a loop; a single empty page with a token
 * is lawful and goes on.
 */
export async function* pagesOf<I, O, T>(
  api: Pick<AwsApi, 'call'>,
  limits: Pick<CallLimits, 'maxPages' | 'maxEmptyPages'>,
  region: string,
  operation: PagedOperation<I, O, T>,
  input: I,
  options?: CallOptions,
): AsyncGenerator<O> {
  const fail = (code: string, message: string) =>
    new AwsFailure({ status: 'failed', code, message, operation: operation.name, region, httpStatus: 200 });
  const seen = new Set<string>();
  let emptyPages = 0;
  let next = input;
  for (let page = 1; ; page += 1) {
    const output = await api.call(region, operation, next, options);
    const items = operation.items(output);
    yield output;
    const token = operation.nextToken(output);
    if (token === undefined) return;
    emptyPages = items === undefined || items.length === 0 ? emptyPages + 1 : 0;
    if (seen.has(token)) throw fail('RepeatedPageToken', `the service repeated a page token after ${page} pages`);
    if (emptyPages >= limits.maxEmptyPages) throw fail('EmptyPages', `the service sent ${emptyPages} empty pages in a row`);
    if (page >= limits.maxPages) throw fail('EndlessPages', `the listing did not end after ${page} pages`);
    seen.add(token);
    next = operation.withToken(input, token);
  }
}
