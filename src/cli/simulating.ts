import { UserError } from '../model/user-error.js';
import { FleetError, type Simulator, type SimulatorOptions, startSimulator } from '../simulator/index.js';
import type { Options } from './parsed.js';

/** Starts the simulated endpoint on what --fleet and --seed name. Throws a UserError for a fleet or port that cannot be used. */
export async function startFrom(options: Options, more: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  try {
    return await startSimulator({
      fleet: options.fleet ?? 'demo',
      ...(options.seed === undefined ? {} : { seed: options.seed }),
      port: options.port,
      ...more,
    });
  } catch (error) {
    if (error instanceof FleetError) throw new UserError(error.message, { cause: error });
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new UserError(`port ${options.port} of 127.0.0.1 is in use`, {
        hint: 'Name another with --port, or leave it out.',
        cause: error,
      });
    }
    throw error;
  }
}
