import { configFromText } from '../../src/config/from-file.js';
import { UserError } from '../../src/model/user-error.js';
import { policyOf } from '../policy/fixtures.js';

export const POLICIES = [
  policyOf({ id: 'test-quiet' }),
  policyOf({
    id: 'test-other',
    options: {
      days: { type: 'integer', unit: 'days', default: 7, minimum: 1, maximum: 14, description: 'Days.' },
      mode: { type: 'string', default: 'safe', values: ['safe', 'bold'], description: 'How.' },
      strict: { type: 'boolean', default: false, description: 'Whether.' },
      keys: { type: 'string-list', default: ['a'], description: 'Which.' },
    },
  }),
];

/** Reads a config for these policies. */
export const read = (text: string) => configFromText(text, 'fleet-auditor.yaml', POLICIES);

/** What a config is refused with. */
export function errorOf(text: string): UserError {
  try {
    read(text);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('the config was taken');
}
