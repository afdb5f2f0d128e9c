/** Characters of an account's name that a picture has room for. */
const MOST = 24;

function cut(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}

/** How often each text stands in a list. */
function frequencies(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/**
 * Accounts for a picture: `full` tells them apart wherever it stands, `short` fits beside a row. Of those whose names are or
 * begin alike, `full` has the id, and `short` its last four digits, or all of them where those are alike too.
 */
export function accountLabels(ids: readonly string[], names: ReadonlyMap<string, string | null>): { full: string; short: string }[] {
  const own = ids.map((id) => names.get(id) ?? id);
  const alike = frequencies(own);
  const shortAlike = frequencies(own.map((name) => cut(name, MOST)));
  const endsAlike = frequencies(ids.map((id) => id.slice(-4)));
  return ids.map((id, at) => {
    const name = own[at] ?? id;
    const short = cut(name, MOST);
    const end = (endsAlike.get(id.slice(-4)) ?? 0) > 1 ? id : `…${id.slice(-4)}`;
    return {
      full: (alike.get(name) ?? 0) > 1 ? `${name} (${id})` : name,
      short: (shortAlike.get(short) ?? 0) > 1 ? `${cut(name, MOST - 1 - end.length)} ${end}` : short,
    };
  });
}
