/** CloudWatch's unit of the metrics that AWS services publish, by the words in their names; `None` where no word tells. */
const UNITS: readonly (readonly [RegExp, string])[] = [
  [/Utilization|Percent|_percent|^Memory %|Balance%$/, 'Percent'],
  [/CreditBalance|CreditUsage|CreditsCharged|Count|Packets|Ops$|Invocations|Errors|Throttles|Concurren|StatusCheck/, 'Count'],
  [/Bytes|^Network(In|Out)$/, 'Bytes'],
  [/Duration|Latency/, 'Milliseconds'],
];

export function unitOf(metricName: string): string {
  return UNITS.find(([words]) => words.test(metricName))?.[1] ?? 'None';
}
