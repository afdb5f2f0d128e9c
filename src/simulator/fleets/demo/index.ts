import type { FleetInput } from '../../fleet/schema.js';
import { savingsPlans, virginiaOpinions, virginiaReserved } from './commitments.js';
import { virginiaServers } from './ec2.js';
import { virginiaContainers } from './ecs.js';
import { frankfurt, sydney } from './elsewhere.js';
import { virginiaFunctions } from './lambda.js';

/**
 * The demo: a shop ten years old, in three regions. For every policy there are resources that it must flag, and others
 * that look like them and that it must leave alone.
 */
export function demoFleet(): FleetInput {
  return {
    name: 'demo',
    seed: 2026,
    accounts: {
      '210987654321': {
        name: 'larkspur-shop',
        savingsPlans,
        regions: {
          'us-east-1': {
            ...virginiaServers,
            ...virginiaContainers,
            ...virginiaFunctions,
            reservedInstances: virginiaReserved,
            opinions: virginiaOpinions,
          },
          'eu-central-1': frankfurt,
          'ap-southeast-2': sydney,
        },
      },
    },
  };
}
