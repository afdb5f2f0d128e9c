import type { ReportFinding } from '../../model/report.js';

/** `m5.2xlarge` and its like; no other text of a finding has a dot inside and no blank. */
const INSTANCE_TYPE = /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/;

/**
 * What it is now, where the finding tells: the instance types that its cost is made of or its sentence names, the size of its tasks, the
 * memory of its function. Null where it does not.
 */
export function currentOf({ cost, values, resource }: Pick<ReportFinding, 'cost' | 'values' | 'resource'>): string | null {
  const paid = cost.lines.flatMap(({ of, label }) => (of === 'current' && INSTANCE_TYPE.test(label) ? [label] : []));
  if (paid.length > 0) return [...new Set(paid)].sort().join(', ');
  const text = (name: string): string | null => (typeof values[name]?.value === 'string' ? values[name].value : null);
  const type = text('type');
  if (type !== null && INSTANCE_TYPE.test(type)) return type;
  const size = text('size');
  if (size !== null) return size;
  const { memory } = values;
  const known = resource.type === 'AWS::Lambda::Function' && memory?.unit === 'mib' && typeof memory.value === 'number';
  return known ? `${memory.value} MB` : null;
}
