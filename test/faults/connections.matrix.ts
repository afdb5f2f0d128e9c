import { cells } from './matrix.js';
import { matrixOf } from './suite.js';

matrixOf(cells(['reset-before', 'reset-within', 'reset-after', 'half-body', 'wrong-content-type', 'html', 'hang', 'slow-body', 'latency']));
