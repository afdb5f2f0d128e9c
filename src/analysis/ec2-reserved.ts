import type { Ec2Instance } from '../model/resource/index.js';

/** Sentences for the codes of `reservedReasons` and `reservedQuestions`. */
export const RESERVED_MESSAGES = {
  'reserved-capacity':
    'It runs in a Capacity Reservation, which costs the same while nothing runs in it: nothing is saved until the reservation is made smaller or released.',
  'release-reservation': 'Can the Capacity Reservation that it runs in be made smaller or released as well, and who else counts on it?',
} as const;

type Machines = readonly { instance: Pick<Ec2Instance, 'capacityReservationId'> }[];

/** A reservation is paid at the on-demand price for as long as it is there: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/capacity-reservations-pricing-billing.html */
const reserved = (machines: Machines): boolean => machines.some(({ instance }) => (instance.capacityReservationId ?? null) !== null);

/** What a reservation takes from the confidence in a saving by fewer hours or another type, for `confidenceOf`. */
export const reservedReasons = (machines: Machines): [boolean, keyof typeof RESERVED_MESSAGES, 'low'][] => [
  [reserved(machines), 'reserved-capacity', 'low'],
];

export const reservedQuestions = (machines: Machines): (keyof typeof RESERVED_MESSAGES)[] =>
  reserved(machines) ? ['release-reservation'] : [];
