import fc from 'fast-check';

const factor = Number(process.env.FUZZ_FACTOR ?? '1');

/** How often a property is tried: FUZZ_FACTOR=10 tries ten times as often. */
export const fuzzRuns = (usual: number): { numRuns: number } => ({ numRuns: Math.max(1, Math.round(usual * (factor > 0 ? factor : 1))) });

/** Any code point, half a surrogate pair too. As `unit: 'binary'`, but for the table of all of them that this one makes first, for a second. */
export const ANY_CHARACTER = fc.nat({ max: 0x10ffff }).map((code) => String.fromCodePoint(code));
