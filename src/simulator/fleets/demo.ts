import type { FleetInput } from '../fleet/schema.js';

export function demoFleet(): FleetInput {
  return {
    name: 'demo',
    accounts: {
      '111122223333': {
        name: 'acme-main',
        regions: {
          'us-east-1': {
            instances: [{ name: 'web', count: 3, type: 'm5.xlarge' }],
            clusters: [{ name: 'shop', services: [{ name: 'cart', desired: 2 }] }],
            functions: [{ name: 'resize', count: 60 }],
          },
        },
      },
    },
  };
}
