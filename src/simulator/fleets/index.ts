import type { FleetInput } from '../fleet/schema.js';
import { demoFleet } from './demo.js';

/** Fleets that go by a name. */
export const NAMED_FLEETS: Readonly<Record<string, () => FleetInput>> = {
  demo: demoFleet,
};
