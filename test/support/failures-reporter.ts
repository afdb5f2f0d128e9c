import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/** What went wrong, in its first line. */
const said = (errors: readonly { message: string }[] = []): string => errors[0]?.message.split('\n')[0] ?? 'no message';

/** A line for each failure, `failed: file: test: message`, so that a long log can be searched for them. */
export default class FailuresReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const lines = errors.map((error) => `outside of any test: ${said([error])}`);
    for (const module of modules) {
      if (module.errors().length > 0) lines.push(`${module.relativeModuleId}: ${said(module.errors())}`);
      for (const test of module.children.allTests('failed')) {
        lines.push(`${module.relativeModuleId}: ${test.fullName}: ${said(test.result().errors)}`);
      }
    }
    if (lines.length > 0) process.stdout.write(`\n${lines.map((line) => `failed: ${line}\n`).join('')}`);
  }
}
