/** Numbers that look random and follow from a salt and a time alone. */

/** 32-bit hash of text (FNV-1a with a finalizer). */
export function hashText(text: string, start = 0x811c9dc5): number {
  let hash = start;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return scramble(hash);
}

/** Spreads the bits of a 32-bit number: neighbours get values that have nothing in common. */
export function scramble(value: number): number {
  let mixed = value >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** A number in [0, 1) for one question: salt and a whole number (a minute, a slot, an hour). */
export function chance(salt: number, number: number): number {
  return scramble(salt ^ Math.imul(number | 0, 0x9e3779b1)) / 4_294_967_296;
}

/** Puts things into an order that follows from the seed alone. */
export function shuffled<T>(list: readonly T[], seed: number): T[] {
  const result = [...list];
  for (let last = result.length - 1; last > 0; last--) {
    const other = scramble(seed + last) % (last + 1);
    const [a, b] = [result[last], result[other]];
    if (a === undefined || b === undefined) continue;
    result[last] = b;
    result[other] = a;
  }
  return result;
}
