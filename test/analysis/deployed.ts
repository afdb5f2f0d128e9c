import type { EcsService } from '../../src/model/resource/index.js';
import { service } from '../support/policy-fixtures.js';

const [first] = service().deployments;
if (first === undefined) throw new Error('a service has a deployment');

/** Deployments that began at these times, the present one first. */
export const deployed = (...at: (string | null)[]): Pick<EcsService, 'deployments'> => ({
  deployments: at.map((createdAt, index) => ({ ...first, status: index === 0 ? 'PRIMARY' : 'ACTIVE', createdAt })),
});
