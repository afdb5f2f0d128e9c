import { resolveScope } from '../../src/aws/scope.js';
import { collectRegion } from '../../src/collect/region.js';
import { collectedResourceSchema } from '../../src/model/resource/index.js';
process.env.AWS_ACCESS_KEY_ID='a'; process.env.AWS_SECRET_ACCESS_KEY='b';
const signal = new AbortController().signal;
const r = await resolveScope({ profile: null, endpoint: 'http://127.0.0.1:5557', regions: ['us-east-1','eu-west-1'], excludeRegions: [], accounts: null, signal, askMfaCode: null });
for (const region of r.scopes[0].regions) {
  const t = Date.now();
  await collectRegion({ api: r.scopes[0].api, region, scalarWindow: { start: '2026-10-20T00:00:00Z', end: '2026-11-22T00:00:00Z', days: 33 } }, {
    resource: (x) => { const p = collectedResourceSchema.safeParse(x); if (x.kind === 'instance-type-offer') console.log('types', x.types.length, JSON.stringify(x.types[0])); else console.log(p.success ? 'valid' : p.error.issues, JSON.stringify(x)); },
    measurable: (m) => console.log('measurable', m.kind, m.id),
    coverage: (c) => console.log(c.service, c.step, c.status, c.detail, c.resources),
  });
  console.log(region, Date.now() - t, 'ms');
}
console.log(r.scopes[0].api.counts.byOperation());
r.scopes[0].api.release('us-east-1');r.scopes[0].api.release('eu-west-1');
