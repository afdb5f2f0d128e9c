/**
 * JSON with the keys of every object in code-unit order and no white space, so that equal values give equal bytes.
 * Undefined fields are left out; numbers that JSON cannot hold become null, as in `JSON.stringify`.
 */
export function canonicalJson(value: unknown): string {
  if (!isObject(value)) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) {
    // Arrays of plain values are what a snapshot mostly consists of, and need no sorting.
    return value.some(isObject) ? `[${value.map((item) => canonicalJson(item)).join(',')}]` : JSON.stringify(value);
  }
  let text = '';
  for (const key of sortedKeys(value)) {
    const member = value[key];
    if (member !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`;
  }
  return `{${text}}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** What was read from canonical text is in order already, and so are most records. */
function sortedKeys(value: Readonly<Record<string, unknown>>): string[] {
  const keys = Object.keys(value);
  return keys.every((key, index) => index === 0 || key > (keys[index - 1] ?? '')) ? keys : keys.sort();
}
