// The simulated endpoint in a process of its own: `node bench/collect-server.mjs DIST OPTIONS`, options of startSimulator as
// JSON. The first line on stdout is its URL, the last, on SIGTERM, the
// CPU seconds that it took. `thin` among them leaves only a twentieth of what answers metrics.
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const [dist, text] = process.argv.slice(2);
const { NAMED_FLEETS, startSimulator } = await import(pathToFileURL(join(ROOT, dist, 'src/simulator/index.js')).href);

/** All functions, silent, so that the marker chain is as long as ever; a twentieth of instances and services. */
function thinned(fleet) {
  const few = (groups) => groups.map((group) => ({ ...group, count: Math.ceil(group.count / 20) }));
  for (const account of Object.values(fleet.accounts)) {
    for (const region of Object.values(account.regions)) {
      region.instances = few(region.instances);
      region.clusters = region.clusters.map((cluster) => ({ ...cluster, services: few(cluster.services) }));
      region.functions = region.functions.map((group) => ({ ...group, reporting: false }));
    }
  }
  return fleet;
}

const { thin = false, fleet, ...options } = JSON.parse(text);
const simulator = await startSimulator({ fleet: thin ? thinned(NAMED_FLEETS[fleet]()) : fleet, ...options });
process.stdout.write(`${simulator.url}\n`);
process.once('SIGTERM', async () => {
  await simulator.close();
  const { user, system } = process.cpuUsage();
  process.stdout.write(`${(user + system) / 1e6}\n`);
  process.exit(0);
});
