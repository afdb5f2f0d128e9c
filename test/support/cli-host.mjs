// Runs the built command line again and again in one process, in which its modules are loaded and compiled already. Each run has its own
// arguments, environment and folder; what it says is kept for whoever asked.
const said = { stdout: '', stderr: '' };
for (const name of ['stdout', 'stderr']) {
  process[name].write = (chunk, encoding, done) => {
    said[name] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    const written = typeof encoding === 'function' ? encoding : done;
    if (written !== undefined) process.nextTick(written);
    return true;
  };
}
const ENDINGS = ['exit', 'SIGINT', 'SIGTERM'];
let runs = 0;

async function run({ main, args, env, cwd }) {
  Object.assign(said, { stdout: '', stderr: '' });
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
  process.chdir(cwd);
  process.argv = [process.execPath, main, ...args];
  process.exitCode = undefined;
  runs += 1;
  // The entry alone is evaluated anew; the modules that it imports stay as they are.
  await import(`${main}?run=${runs}`);
  const code = process.exitCode ?? 0;
  // What a process does at its end.
  for (const atExit of process.listeners('exit')) atExit(code);
  for (const ending of ENDINGS) process.removeAllListeners(ending);
  for (const name of ['stdout', 'stderr']) process[name].removeAllListeners('error');
  return { code, signal: null, ...said };
}

process.on('message', (asked) => {
  run(asked).then(
    (result) => process.send({ result }),
    (error) => process.send({ error: `${error.stack}\n${said.stderr}` }),
  );
});
process.once('disconnect', () => process.exit());
