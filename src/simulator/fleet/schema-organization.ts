import * as z from 'zod';

const UNIT = /^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$/;
const unitId = z.string().regex(UNIT, 'the id of a unit is ou-, four or more letters or digits, -, eight or more');

const memberSchema = z.strictObject({
  /** The unit that it is directly in; absent: the root. */
  unit: unitId.optional(),
  state: z.enum(['PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED', 'PENDING_CLOSURE', 'CLOSED']).default('ACTIVE'),
  /** In place of the account's own name. */
  name: z.string().optional(),
  tags: z.record(z.string(), z.string()).default({}),
  /** Still listed, and gone when it is asked about. */
  leaves: z.boolean().default(false),
});

/** An organization of all accounts of the fleet; the first one manages it. */
export const organizationSchema = z.strictObject({
  id: z.string().default('o-simulated1'),
  root: z
    .string()
    .regex(/^r-[0-9a-z]{4,32}$/)
    .default('r-sim1'),
  /** Units by id, each in the root unless it names a parent. */
  units: z.record(unitId, z.strictObject({ name: z.string().optional(), parent: unitId.optional() })).default({}),
  /** What is not the default of an account; accounts without resources may be named here alone. */
  members: z.record(z.string().regex(/^\d{12}$/), memberSchema).default({}),
  /** Accounts beside the first that may read the organization. */
  administrators: z.array(z.string()).default([]),
});
export type OrganizationSpec = z.infer<typeof organizationSchema>;
