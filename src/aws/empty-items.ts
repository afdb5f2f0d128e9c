const isEmpty = (item: unknown): boolean => item === null || item === undefined;

/**
 * Takes the empty items out of all lists of an answer, however deep, and says how many there were. No API of AWS has them; an endpoint
 * that only plays AWS may, and what reads the fields of an item would fall over the first.
 */
export function dropEmptyItems(answer: unknown): number {
  if (typeof answer !== 'object' || answer === null || ArrayBuffer.isView(answer)) return 0;
  let dropped = 0;
  if (Array.isArray(answer)) {
    const items: unknown[] = answer;
    for (let index = items.length - 1; index >= 0; index -= 1) {
      if (!isEmpty(items[index])) continue;
      items.splice(index, 1);
      dropped += 1;
    }
  }
  for (const part of Array.isArray(answer) ? answer : Object.values(answer)) dropped += dropEmptyItems(part);
  return dropped;
}
