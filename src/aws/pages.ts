import { type AwsApi, AwsFailure, type CallOptions, type FailureStatus, type PagedOperation } from './api.js';
import type { CallLimits } from './limits.js';

/**
 * Pages of a listing, the next one asked for as soon as its token is known. A token that comes twice, a long row of empty
 * pages, more pages than there can be, and hours of slow ones end it with a failure instead of a loop; a single empty page
 * with a token is lawful and goes on.
 */
export async function* pagesOf<I, O, T>(
  api: Pick<AwsApi, 'call'>,
  limits: Pick<CallLimits, 'maxPages' | 'maxEmptyPages' | 'maxListingMs'>,
  region: string,
  operation: PagedOperation<I, O, T>,
  input: I,
  options?: CallOptions,
): AsyncGenerator<O> {
  const fail = (code: string, message: string, status: FailureStatus = 'failed') =>
    new AwsFailure({ status, code, message, operation: operation.name, region, httpStatus: 200 });
  const seen = new Set<string>();
  const begun = performance.now();
  let emptyPages = 0;
  let page = api.call(region, operation, input, options);
  for (let count = 1; ; count += 1) {
    const output = await page;
    const token = operation.nextToken(output);
    if (token === undefined) {
      yield output;
      return;
    }
    emptyPages = operation.items(output)?.length === 0 ? emptyPages + 1 : 0;
    const problem =
      (seen.has(token) && fail('RepeatedPageToken', `the service repeated a page token after ${count} pages`)) ||
      (emptyPages >= limits.maxEmptyPages && fail('EmptyPages', `the service sent ${emptyPages} empty pages in a row`)) ||
      (count >= limits.maxPages && fail('EndlessPages', `the listing did not end after ${count} pages`)) ||
      (performance.now() - begun > limits.maxListingMs &&
        fail('SlowListing', `the listing did not end in ${limits.maxListingMs / 1_000} s, after ${count} pages`, 'timeout'));
    if (problem !== false) {
      yield output;
      throw problem;
    }
    seen.add(token);
    page = api.call(region, operation, operation.withToken(input, token), options);
    // Awaited in the next round; until then, and if the caller stops here, its failure must not count as unhandled.
    page.catch(() => undefined);
    yield output;
  }
}
