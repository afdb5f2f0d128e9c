// Loaded before the command line: holds it from when the output that HOLD_AFTER matches has its name until a signal has come, so that the
// signal surely comes in the middle of what follows.
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const { basename } = require('node:path');

const outputs = new RegExp(process.env.HOLD_AFTER);
const { rename } = fs.promises;
let held = false;

fs.promises.rename = async (from, to) => {
  await rename(from, to);
  if (held || !outputs.test(basename(to))) return;
  held = true;
  // A listener alone does not keep a process from ending.
  const awake = setInterval(() => undefined, 1_000);
  await new Promise((resolve) => {
    for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.once(signal, resolve);
  });
  clearInterval(awake);
};
syncBuiltinESMExports();
