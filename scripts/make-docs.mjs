// Remakes what docs holds of the policies' own declarations: the reference of policies and the schema of the config file.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const built = (path) => import(new URL(`../dist/${path}`, import.meta.url).href);

await import('./build.mjs');
const [{ loadPolicies }, { policiesMarkdown }, { configSchemaText }] = await Promise.all([
  built('src/policy/load.js'),
  built('src/policy/documentation.js'),
  built('src/config/schema.js'),
]);
const policies = await loadPolicies({ builtInDir: `${root}dist/policies`, userDirs: [] });
writeFileSync(`${root}docs/policies.md`, policiesMarkdown(policies));
writeFileSync(`${root}docs/config.schema.json`, configSchemaText(policies));
