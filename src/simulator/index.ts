import { dirname } from 'node:path';
import * as z from 'zod';
import { epochSeconds, instantOf } from '../model/time.js';
import { FaultInjector } from './faults/injector.js';
import { type FaultInput, faultSchema } from './faults/schema.js';
import { FleetWorld } from './fleet/fleet-world.js';
import { loadFleet } from './fleet/load.js';
import { FleetMetricIndex } from './fleet/metric-index.js';
import type { FleetInput } from './fleet/schema.js';
import { type QuotaOptions, Quotas } from './quotas.js';
import { Endpoint } from './server.js';
import { services } from './services/index.js';
import { SimulatedS3 } from './services/s3.js';
import type { Published } from './services/sns.js';
import type { Caller } from './world.js';

export { FAULT_KINDS, type FaultInput, type FaultKind } from './faults/schema.js';
export { FleetError } from './fleet/load.js';
export { type FleetInput, fleetJsonSchema } from './fleet/schema.js';
export { NAMED_FLEETS } from './fleets/index.js';
export type { QuotaOptions } from './quotas.js';

export interface SimulatorOptions {
  /** `demo`, `r12`, `r12x17`, `r60`, the path of a fleet file, or a fleet. */
  fleet: string | FleetInput;
  /** In place of the fleet's own seed. */
  seed?: number;
  /** 0, the default: any free port. */
  port?: number;
  /** "Now" of the fleet, in place of its own: an instant. Default: the hour the server starts. */
  end?: string;
  /** AWS's own quotas are on unless told otherwise. */
  quotas?: QuotaOptions | { scale?: number; takenByOthers?: number; getMetricDataPerSecond?: number };
  /** Added to every answer. */
  latencyMs?: number;
  faults?: readonly FaultInput[];
  /** Of the chances of faults, in place of the fleet's seed: the same fleet, struck elsewhere. */
  faultSeed?: number;
}

export interface Simulator {
  /** `http://127.0.0.1:PORT`, for AWS_ENDPOINT_URL. */
  url: string;
  port: number;
  /** "Now" of the fleet; no datapoint lies after it, and no request moves it. */
  end: string;
  /** Account ids, the default account first. */
  accounts: string[];
  /** Calls by `service:Operation` and outcome: `ok`, AWS's error code, or `fault:<kind>` where nothing was answered. */
  calls(): Record<string, Record<string, number>>;
  /** What GetMetricData would cost: requests, queries in them, and metrics as AWS bills them. */
  metered(): { requests: number; queries: number; metricsBilled: number };
  /** How often each of the faults struck, in the order they were given. */
  struck(): number[];
  /** From now on these faults strike, in place of those before; all counts start anew. What was computed of the fleet stays. */
  strike(faults: readonly FaultInput[], faultSeed?: number): void;
  close(): Promise<void>;
}

const HOUR = 3_600;

/**
 * Starts a simulated AWS endpoint on loopback.
 * @throws FleetError where the fleet cannot be used; a RangeError for an `end` that is no instant; a ZodError for a fault
 * or quota that is none; Node's own error where the port is taken.
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const spec = loadFleet(options.fleet);
  const seeded = {
    ...spec,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.end === undefined ? {} : { end: instantOf(epochSeconds(options.end)) }),
  };
  const world = new FleetWorld(seeded, Math.floor(Date.now() / 1000 / HOUR) * HOUR);
  const quotas = new Quotas(quotaOptions(options.quotas));
  const injector = (faults: readonly FaultInput[] = [], seed = seeded.seed) => new FaultInjector(z.array(faultSchema).parse(faults), seed);
  const site = {
    world,
    here: ({ accountId, region }: Caller) => world.region(accountId, region),
    getMetricDataPerSecond: (accountId: string) => quotas.getMetricDataPerSecond(world.getMetricDataPerSecond(accountId)),
  };
  const published: Published[] = [];
  const endpoint = new Endpoint({
    world,
    services: services(
      site,
      new FleetMetricIndex(world),
      {
        end: world.facts.end,
        seed: seeded.seed,
        // CSV series stand beside the fleet file that names them.
        folder: typeof options.fleet === 'string' ? dirname(options.fleet) : undefined,
      },
      published,
    ),
    objects: new SimulatedS3(),
    published,
    quotas,
    faults: injector(options.faults, options.faultSeed),
    latencyMs: options.latencyMs ?? 0,
  });
  const port = await endpoint.listen(options.port ?? 0);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    end: instantOf(world.facts.end),
    accounts: [...world.accountIds],
    calls: () => endpoint.calls.snapshot(),
    metered: () => ({ requests: endpoint.meter.requests, queries: endpoint.meter.queries, metricsBilled: endpoint.meter.metricsBilled }),
    struck: () => endpoint.struck(),
    strike: (faults, faultSeed) => endpoint.strikeWith(injector(faults, faultSeed)),
    close: () => endpoint.close(),
  };
}

function quotaOptions(given: SimulatorOptions['quotas']): QuotaOptions {
  return given === undefined ? 'on' : typeof given === 'string' ? given : { scale: 1, takenByOthers: 0, ...given };
}
