import { cells } from './matrix.js';
import { matrixOf } from './suite.js';

matrixOf(
  cells(['throttle', 'internal-error', 'service-unavailable', 'access-denied', 'scp-denied', 'region-off', 'expired-token', 'clock-skew']),
);
