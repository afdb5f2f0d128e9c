/**
 * Work that has begun and is awaited later. Should it fail before that, Node must not take the failure for one that
 * nobody handles and end the process: it is thrown where the work is awaited.
 */
export function begun<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}
