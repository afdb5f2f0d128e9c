// Makes the embedded price tables from CSV files:
//   node scripts/make-price-table.mjs EC2.csv REGION-RATIOS.csv FARGATE-AND-LAMBDA.csv [--ec2-date YYYY-MM-DD] [--ratio-date YYYY-MM]
// EC2.csv holds us-east-1 prices with specifications; the other two hold one row a region. The tables are text in a form of our own:
// short to ship, quick to read, and stable line by line so that a change of one price is a change of one line.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse/sync';

const { values: dates, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'ec2-date': { type: 'string', default: '2026-07-20' }, 'ratio-date': { type: 'string', default: '2020-07' } },
});
if (positionals.length !== 3) {
  process.stderr.write('usage: make-price-table.mjs EC2.csv REGION-RATIOS.csv FARGATE-AND-LAMBDA.csv\n');
  process.exit(2);
}
const [ec2, ratios, regions] = positionals.map((file) => parse(readFileSync(file, 'utf8'), { columns: true, skip_empty_lines: true }));
const folder = fileURLToPath(new URL('../src/pricing/generated/', import.meta.url));
mkdirSync(folder, { recursive: true });

function write(name, constant, head, lines) {
  const text = `// Made by scripts/make-price-table.mjs; not to be edited.\n// ${head}\nexport const ${constant} = \`\n${lines.join('\n')}\n\`;\n`;
  if (/\\|\$\{|`/.test(lines.join(''))) throw new Error(`${name}: a line needs escaping`);
  writeFileSync(`${folder}${name}`, text);
}

/** Sizes in the order a person expects: by price, then by name. */
const byPrice = (a, b) =>
  Number(a.linux_on_demand_usd_per_hour) - Number(b.linux_on_demand_usd_per_hour) || (a.instance_type < b.instance_type ? -1 : 1);

// One `#` line for attributes that a family shares, then one line a size.
const families = new Map();
for (const row of ec2) {
  const [family] = row.instance_type.split('.');
  const shared = [family, row.architecture, row.current_generation, row.burstable, row.bare_metal, row.hypervisor, row.ena].join('|');
  families.set(shared, [...(families.get(shared) ?? []), row]);
}
const ec2Lines = [`@${dates['ec2-date']}|us-east-1`];
for (const [shared, rows] of [...families].sort(([a], [b]) => (a < b ? -1 : 1))) {
  ec2Lines.push(`#${shared}`);
  for (const row of rows.sort(byPrice)) {
    const size = row.instance_type.split('.')[1];
    const { linux_on_demand_usd_per_hour: usd, vcpu, memory_mib, network_baseline_gbps, ebs_baseline_mbps, ebs_baseline_iops } = row;
    const numbers = [
      Number(usd),
      vcpu,
      memory_mib,
      network_baseline_gbps,
      ebs_baseline_mbps,
      ebs_baseline_iops,
      row.instance_store_gb,
      row.gpus,
    ];
    ec2Lines.push([size, ...numbers].join(','));
  }
}
write(
  'ec2.ts',
  'EC2_TABLE',
  'Linux, shared tenancy, on demand, USD an hour: size, price, vCPU, MiB, network Gbit/s, EBS Mbit/s, EBS IOPS, store GB, GPUs.',
  ec2Lines,
);

write('region-ratios.ts', 'REGION_RATIO_TABLE', 'List price of m5, c5, r5 and t3 over us-east-1.', [
  `@${dates['ratio-date']}`,
  ...ratios.map((row) => Object.values(row).join(',')),
]);

/** Date of one part of a row: a row's date may name parts (`2026-07-13 arm; 2021-01-14 x86`); a part that is not named has none, which is an empty field. */
function dateOf(asOf, service, architecture) {
  const parts = asOf.split(';').map((part) => part.trim());
  if (parts.length === 1 && !parts[0].includes(' ')) return parts[0] === 'undated' ? '' : parts[0];
  const found = parts.find((part) => {
    const words = part.split(' ').slice(1);
    const rightService = !words.some((word) => word === 'fargate' || word === 'lambda') || words.includes(service);
    return rightService && (!words.some((word) => word === 'arm' || word === 'x86') || words.includes(architecture));
  });
  return found?.split(' ')[0] ?? '';
}

/** The part of a row's source that speaks of one service and architecture, without grades and record numbers. */
function sourceOf(text, letter, architecture) {
  return text
    .split(';')
    .map((part) => part.trim())
    .filter(
      (part) =>
        new RegExp(`^${letter}(-${architecture})?\\b`).test(part) &&
        !part.startsWith(`${letter}-${architecture === 'arm' ? 'x86' : 'arm'}`),
    )
    .map((part) =>
      part
        .replace(/^[FL](-\w+)?:?\s*/, '')
        .replace(/\s*\[[A-Z]\]/g, '')
        .replace(/\s*\($/, '')
        .replace('AWS Pricing MCP + ', ''),
    )
    .filter((part) => part !== '')
    .join('; ');
}

const regionLines = regions.flatMap((row) =>
  ['x86', 'arm'].flatMap((architecture) => {
    const cell = (name) => row[`${name.replace('ARCH', architecture)}`];
    const fargate = [row.region, 'fargate', architecture, cell('fargate_ARCH_vcpu_hour'), cell('fargate_ARCH_gb_hour')];
    const lambda = [row.region, 'lambda', architecture, cell('lambda_ARCH_gb_second'), row.lambda_requests_per_million];
    return [
      ...(fargate[3] === ''
        ? []
        : [[...fargate, dateOf(row.as_of, 'fargate', architecture), sourceOf(row.source, 'F', architecture)].join('|')]),
      ...(lambda[3] === ''
        ? []
        : [[...lambda, dateOf(row.as_of, 'lambda', architecture), sourceOf(row.source, 'L', architecture)].join('|')]),
    ];
  }),
);
write(
  'regions.ts',
  'REGION_TABLE',
  'region | service | architecture | vCPU-hour or GB-second | GB-hour or million requests | date | source',
  regionLines,
);
process.stdout.write(`${ec2.length} instance types, ${ratios.length} region ratios, ${regionLines.length} Fargate and Lambda rows\n`);
