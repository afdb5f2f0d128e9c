import type { Send } from './api.js';
import { AttemptTimeout } from './classify.js';

/**
 * One HTTP request that ends when `timeoutMs` have passed since it left, whatever it is doing: the SDK's own request
 * timeout ends with the headers, and a body that drips for ever never trips an idle timeout.
 */
export function attempt<I, O>(send: Send<I, O>, input: I, timeoutMs: number, signal: AbortSignal): Promise<O> {
  return new Promise((resolve, reject) => {
    const controller = new AbortController();
    const end = (reason: unknown) => {
      finish();
      reject(reason);
      controller.abort(reason);
    };
    const stop = () => end(signal.reason);
    const timer = setTimeout(() => end(new AttemptTimeout(`no answer within ${timeoutMs / 1_000} s`)), timeoutMs);
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    };
    if (signal.aborted) {
      stop();
      return;
    }
    signal.addEventListener('abort', stop, { once: true });
    send(input, { abortSignal: controller.signal }).then(
      (output) => {
        finish();
        resolve(output);
      },
      (error: unknown) => {
        finish();
        reject(error);
      },
    );
  });
}
