/** Of one shape of load many resources have the same values, so the same lists are written again and again. */
const texts = new WeakMap<readonly unknown[], string>();

function listText(list: readonly unknown[]): string {
  let text = texts.get(list);
  if (text === undefined) {
    text = JSON.stringify(list);
    texts.set(list, text);
  }
  return text;
}

function memberText([name, value]: [string, unknown]): string | null {
  const text = Array.isArray(value) ? listText(value) : JSON.stringify(value);
  return text === undefined ? null : `${JSON.stringify(name)}:${text}`;
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function recordText(record: object): string {
  return `{${Object.entries(record)
    .flatMap((member) => memberText(member) ?? [])
    .join(',')}}`;
}

/** An output as JSON. The datapoints of GetMetricData, megabytes in every page, are written once for all who ask for the same. */
export function jsonBody(fields: Record<string, unknown>): string {
  const { MetricDataResults: results, ...rest } = fields;
  if (!Array.isArray(results) || !results.every(isRecord)) return JSON.stringify(fields);
  const others = JSON.stringify(rest).slice(1);
  return `{"MetricDataResults":[${results.map(recordText).join(',')}]${others === '}' ? '' : ','}${others}`;
}
