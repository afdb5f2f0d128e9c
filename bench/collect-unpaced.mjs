// A collection by the library with pacers as good as off: `node bench/collect-unpaced.mjs DIST URL END OUTPUT`. The command line holds to
// AWS's quotas whatever endpoint it talks to, and would show what they allow, not what the tool can do.
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [dist, endpointUrl, end, output] = process.argv.slice(2);
const root = fileURLToPath(new URL('..', import.meta.url));
const { collect, loadRules } = await import(pathToFileURL(join(root, dist, 'src/index.js')).href);
await collect({
  rules: await loadRules(),
  endpointUrl,
  regions: ['us-east-1'],
  end: new Date(end),
  limits: { quotaShare: 1_000 },
  output,
  signal: new AbortController().signal,
  onProgress: () => undefined,
});
