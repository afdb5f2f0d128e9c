import { describe, expect, it } from 'vitest';
import { FAULT_KINDS } from '../../src/simulator/index.js';
import { cells, extraCells } from './matrix.js';
import { matrixOf } from './suite.js';

const ANSWERS = FAULT_KINDS.slice(FAULT_KINDS.indexOf('repeated-token'));

it('begins after the last fault of connections', () => {
  expect(FAULT_KINDS[FAULT_KINDS.indexOf('repeated-token') - 1]).toBe('latency');
});

matrixOf(cells(ANSWERS));

describe('what --with asks for besides', () => {
  matrixOf(extraCells(), { with: ['commitments', 'second-opinion'] });
});
