import { describe, expect, it } from 'vitest';
import { accountLabels } from '../../src/report/build/account-labels.js';

const labels = (accounts: Readonly<Record<string, string | null>>) =>
  accountLabels(Object.keys(accounts), new Map(Object.entries(accounts))).map(({ full, short }) => [full, short]);

describe('labels of accounts', () => {
  it('are names where those tell accounts apart, and ids where there is none', () => {
    expect(labels({ '111122223333': 'shop', '444455556666': null })).toEqual([
      ['shop', 'shop'],
      ['444455556666', '444455556666'],
    ]);
  });

  it('have the last digits of the id where names are, or begin, alike', () => {
    const long = 'a-name-that-is-longer-than-a-picture';
    const shown = labels({ '111122223333': 'QA', '444455556666': 'QA', '777788889999': `${long}-1`, '123412341234': `${long}-2` });
    expect(new Map(shown.map(([full = '', short = '']) => [full, short]))).toEqual(
      new Map([
        ['QA (111122223333)', 'QA …3333'],
        ['QA (444455556666)', 'QA …6666'],
        [`${long}-1`, 'a-name-that-is-lo… …9999'],
        [`${long}-2`, 'a-name-that-is-lo… …1234'],
      ]),
    );
  });

  it('have all digits where the last ones are alike too', () => {
    expect(labels({ '001122223333': 'QA', '011122223333': 'QA' }).map(([, short]) => short)).toEqual([
      'QA 001122223333',
      'QA 011122223333',
    ]);
  });
});
