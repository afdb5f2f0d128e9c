/** Spellings checked so far; Intl takes microseconds to milliseconds per zone and a fleet repeats few. */
const checked = new Map<string, string | null>();

/** The canonical spelling of an IANA time zone name, or null where there is no such zone. Offsets such as `+02:00` are no zones. */
export function ianaZone(name: string): string | null {
  const known = checked.get(name);
  if (known !== undefined) return known;
  const zone = resolve(name);
  if (checked.size < 10_000) checked.set(name, zone);
  return zone;
}

function resolve(name: string): string | null {
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/.test(name)) return null;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions();
    // An alias, such as Asia/Kolkata or US/Eastern, stays as it was written where it is written as names are.
    const isSpelled = name.split('/').every((part) => /^[A-Z]/.test(part));
    return timeZone.toLowerCase() === name.toLowerCase() || !isSpelled ? timeZone : name;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** All names worth suggesting. */
export function knownZones(): string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone')];
}
