import type { FleetInput } from '../fleet/schema.js';
import { demoFleet } from './demo/index.js';
import { r12, r12x17, r60 } from './reference.js';

/** Fleets that go by a name. */
export const NAMED_FLEETS: Readonly<Record<string, () => FleetInput>> = { demo: demoFleet, r12, r12x17, r60 };
