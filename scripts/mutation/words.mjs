// What tests of values use of vitest, for one process that runs each of them as often as there are mutants: they are listed once and kept.
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { format } from 'node:util';
import { chai, expect, vi } from 'vitest';

export { expect, vi };

/** Text in a file beside the test, which is compared and never rewritten here. */
chai.util.addMethod(chai.Assertion.prototype, 'toMatchFileSnapshot', function (path) {
  const place = resolve(dirname(running.file), path);
  this.assert(this._obj === readFileSync(place, 'utf8'), `not what ${place} says`, `what ${place} says`);
});

/** The test that is run. */
export const running = { file: '' };

/** Every test of the files loaded so far: its id, name, file, body and the preparations of the groups it stands in. */
export const tests = [];
let file = '';
let names = [];
let preparations = [];

/** From here on, tests belong to this file. */
export function startFile(path) {
  file = path;
  names = [];
  preparations = [];
}

export function describe(name, body) {
  const [outerNames, outerPreparations] = [names, preparations];
  names = [...names, name];
  preparations = [...preparations];
  body();
  names = outerNames;
  preparations = outerPreparations;
}
describe.skipIf = (skipped) => (skipped ? () => {} : describe);

function it(name, body) {
  const title = [...names, name].join(' ');
  tests.push({ id: `${tests.length} ${file} ${title}`, name: title, file, body, preparations });
}
it.each = (cases) => (name, body) => {
  for (const [index, one] of cases.entries()) {
    const values = Array.isArray(one) ? one : [one];
    it(`${format(name, ...values.filter((value) => typeof value !== 'object'))} [${index}]`, () => body(...values));
  }
};

export { it, it as test };

/** Done once per process: what is prepared is what the tests are given, not what a mutant decides. */
export function beforeAll(body) {
  let done;
  preparations.push(() => {
    done ??= Promise.resolve(body());
    return done;
  });
}
