/**
 * JSON with the keys of every object in code-unit order and no white space, so that equal values give equal bytes.
 * Undefined fields are left out; numbers that JSON cannot hold become null, as in `JSON.stringify`.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) {
    // Arrays of plain values are what a snapshot mostly consists of, and need no sorting.
    return value.some((item) => typeof item === 'object' && item !== null)
      ? `[${value.map((item) => canonicalJson(item)).join(',')}]`
      : JSON.stringify(value);
  }
  const members: string[] = [];
  for (const [key, member] of Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) {
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(member)}`);
  }
  return `{${members.join(',')}}`;
}
