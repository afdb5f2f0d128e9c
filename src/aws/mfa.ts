import { createInterface } from 'node:readline/promises';
import { UserError } from '../model/user-error.js';

/** Asks for an MFA code on stderr, or fails with one clear line where nobody is at a terminal. */
export async function askMfaCode(serialNumber: string): Promise<string> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new UserError(`the profile needs an MFA code of ${serialNumber}, and there is no terminal to ask for it`, {
      hint: 'Run it in a terminal, or put temporary credentials in the environment (`aws sts get-session-token`).',
    });
  }
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await prompt.question(`MFA code of ${serialNumber}: `)).trim();
  } finally {
    prompt.close();
  }
}
