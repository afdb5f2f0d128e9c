import { readLimited } from '../input/limited-file.js';
import { UserError } from '../model/user-error.js';

/** A shorter key could be found by trying. */
const SHORTEST_KEY_BYTES = 16;
const LONGEST_KEY_BYTES = 1_000_000;

/** Reads the key of `--redact-key`. Throws a UserError where it cannot be read or is too short to keep anything. */
export async function readRedactionKey(file: string): Promise<Uint8Array> {
  let key: Uint8Array;
  try {
    key = readLimited(file, LONGEST_KEY_BYTES);
  } catch (cause) {
    throw new UserError(`the key ${file} cannot be read`, { hint: 'Make one with: openssl rand -out KEY 32', cause });
  }
  if (key.byteLength < SHORTEST_KEY_BYTES) {
    throw new UserError(`the key ${file} has ${key.byteLength} bytes; names could be guessed with fewer than ${SHORTEST_KEY_BYTES}`, {
      hint: 'Make one with: openssl rand -out KEY 32',
    });
  }
  return key;
}
