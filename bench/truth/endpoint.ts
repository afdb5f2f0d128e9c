import { parentPort, workerData } from 'node:worker_threads';
import { startSimulator } from '../../src/simulator/index.js';

/** The simulated endpoint on a thread of its own, so that answering and asking have a core each. Serves the fleet that it was given until it is ended. */
const { url, end } = await startSimulator({ fleet: workerData, quotas: 'off' });
parentPort?.postMessage({ url, end });
