const factor = Number(process.env.FUZZ_FACTOR ?? '1');

/** How often a property is tried: FUZZ_FACTOR=10 tries ten times as often. */
export const fuzzRuns = (usual: number): { numRuns: number } => ({ numRuns: Math.max(1, Math.round(usual * (factor > 0 ? factor : 1))) });
