import type { FleetInput } from '../../src/simulator/index.js';

export const MANAGEMENT = '100000000000';
export const PROD = 'ou-sim1-production';
export const WEB = 'ou-sim1-productionweb';
export const SANDBOX = 'ou-sim1-sandboxes';
export const member = (number: number): string => String(200000000000 + number);
export const role = { name: 'fleet-auditor-read', externalId: 'of-the-auditor' };

/** Twenty-five accounts, so that a listing takes two pages: 1 to 10 in production, 3 of them a level deeper, the last two not active. */
export function organization(more: Partial<NonNullable<FleetInput['organization']>> = {}): FleetInput {
  const numbers = Array.from({ length: 25 }, (_, index) => index + 1);
  const unit = (number: number) => (number <= 3 ? WEB : number <= 10 ? PROD : number <= 20 ? SANDBOX : undefined);
  const members = Object.fromEntries(
    numbers.map((number) => [
      member(number),
      {
        name: `team-${number}`,
        ...(unit(number) === undefined ? {} : { unit: unit(number) }),
        tags: { stage: number % 2 === 0 ? 'live' : 'test', owner: 'web=team' },
        ...(number === 24 ? { state: 'SUSPENDED' as const } : number === 25 ? { state: 'CLOSED' as const } : {}),
      },
    ]),
  );
  const accounts = Object.fromEntries(numbers.map((number) => [member(number), { roles: [role] }]));
  return {
    accounts: { [MANAGEMENT]: { name: 'management', accessKeys: ['AKIAMANAGEMENT'] }, ...accounts },
    organization: {
      units: { [PROD]: { name: 'production' }, [WEB]: { parent: PROD }, [SANDBOX]: {} },
      members,
      ...more,
    },
  };
}
