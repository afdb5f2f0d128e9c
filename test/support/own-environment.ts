import { afterAll } from 'vitest';

// Files of tests share their worker: what one of them sets in the environment is gone before the next begins.
const before = { ...process.env };

afterAll(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
});
