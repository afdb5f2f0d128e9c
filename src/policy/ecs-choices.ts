import { choicesOf } from '../analysis/ecs-choices.js';
import { taskHosts } from '../analysis/ecs-hosts.js';
import { overheadOf } from '../analysis/ecs-overhead.js';
import { SIDECAR_NAMES } from '../analysis/fargate-sidecars.js';
import type { EcsChoices } from '../model/ecs-choices.js';
import type { LoadedPolicy, OptionValue } from '../model/policy.js';
import type { EcsService } from '../model/resource/index.js';
import type { RegionWork } from './region-work.js';

/** The policy whose option says which containers are sidecars; the same list holds here. */
const SIDECAR_POLICY = 'ecs-sidecar-overhead';

function listOf(value: OptionValue | undefined): readonly string[] | null {
  return typeof value === 'object' ? value : null;
}

/** What each service of a region decided of all that ECS leaves open. Services that are being deleted decide nothing any more. */
export function ecsChoicesOf(work: RegionWork, policies: readonly LoadedPolicy[]): EcsChoices[] {
  const services = work.fleet.services.filter(({ status }) => status === 'ACTIVE');
  if (services.length === 0) return [];
  const hosts = taskHosts(work.fleet, work.costOf);
  const policy = policies.find(({ meta }) => meta.id === SIDECAR_POLICY);
  const sidecarNames = (service: EcsService): readonly string[] => {
    const option = policy === undefined ? undefined : work.settingsOf(service).settingsOf(policy).options.sidecarNames;
    return listOf(option) ?? SIDECAR_NAMES;
  };
  return services.map((service): EcsChoices => {
    const tasks = work.fleet.tasks.get(service.id) ?? [];
    return {
      resource: work.settingsOf(service).ref,
      ...choicesOf(service, tasks),
      ...overheadOf(service, { tasks, hosts, cost: work.costOf(service), sidecarNames: sidecarNames(service) }),
    };
  });
}
