import { describe, expect, it } from 'vitest';
import { AwsFailure, type FailureStatus } from '../../src/aws/api.js';
import { Circuit } from '../../src/aws/circuit.js';

const failure = (status: FailureStatus) => new AwsFailure({ status, code: 'X', message: 'x', operation: 'O', region: 'r' });

function circuitAfter(...events: (readonly [region: string, operation: string, status: FailureStatus | 'ok'])[]): Circuit {
  const circuit = new Circuit(3);
  for (const [region, operation, status] of events) {
    if (status === 'ok') circuit.succeeded(region, operation);
    else circuit.failed(region, operation, failure(status));
  }
  return circuit;
}

const times = <T>(count: number, event: T): T[] => Array<T>(count).fill(event);

describe('a circuit', () => {
  it('stops an operation after three denials in a row, and no other', () => {
    expect(circuitAfter(...times(2, ['r', 'a', 'denied'] as const)).refusal('r', 'a')).toBeNull();
    const circuit = circuitAfter(...times(3, ['r', 'a', 'denied'] as const));
    expect(circuit.refusal('r', 'a')?.status).toBe('denied');
    expect(circuit.refusal('r', 'b')).toBeNull();
    expect(circuit.refusal('s', 'a')).toBeNull();
  });

  it('begins to count anew after a success or another failure', () => {
    expect(
      circuitAfter(...times(2, ['r', 'a', 'denied'] as const), ['r', 'a', 'ok'], ...times(2, ['r', 'a', 'denied'] as const)).refusal(
        'r',
        'a',
      ),
    ).toBeNull();
    expect(
      circuitAfter(...times(2, ['r', 'a', 'denied'] as const), ['r', 'a', 'failed'], ['r', 'a', 'denied']).refusal('r', 'a'),
    ).toBeNull();
  });

  it('closes a region that says of three operations that it is off', () => {
    const circuit = circuitAfter(['r', 'a', 'region-disabled'], ['r', 'b', 'region-disabled'], ['r', 'c', 'region-disabled']);
    expect(circuit.refusal('r', 'd')?.status).toBe('region-disabled');
    expect(circuit.refusal('s', 'd')).toBeNull();
  });

  it('closes the whole account when its credentials have expired', () => {
    expect(circuitAfter(['r', 'a', 'auth-expired'], ['s', 'b', 'auth-expired'], ['t', 'c', 'auth-expired']).refusal('u', 'd')?.status).toBe(
      'auth-expired',
    );
  });

  it('lets one hanging operation stop itself before it stops its region', () => {
    const hanging = circuitAfter(...times(3, ['r', 'a', 'timeout'] as const));
    expect(hanging.refusal('r', 'a')?.status).toBe('timeout');
    expect(hanging.refusal('r', 'b')).toBeNull();
    expect(
      circuitAfter(...times(3, ['r', 'a', 'timeout'] as const), ...times(3, ['r', 'b', 'timeout'] as const)).refusal('r', 'c')?.status,
    ).toBe('timeout');
  });
});
