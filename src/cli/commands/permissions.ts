import { permissionPolicy } from '../../index.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { parsed } from '../parsed.js';

/** `permissions`: print the least-privilege IAM policy. */
export async function run(raw: Record<string, unknown>): Promise<ExitCode> {
  const policy = await permissionPolicy(parsed(raw).for);
  process.stdout.write(`${JSON.stringify(policy, null, 2)}\n`);
  return EXIT.done;
}
