import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createPriceBook } from '../../src/pricing/price-book.js';
import { projectFile, readTemplate } from './template-file.js';

const readme = readFileSync(projectFile('README.md'), 'utf8').replace(/\s+/g, ' ');
const template = readTemplate('deploy/scheduled-task/template.yaml');

/** The amounts of a sentence, in order. */
const amountsIn = (sentence: string): number[] => [...sentence.matchAll(/\d+\.\d+/g)].map(([amount]) => Number(amount));

describe('what the README says of the scheduled task', () => {
  test('its cost follows from the price table and the size of the task', () => {
    const rates = createPriceBook().fargate({ region: 'us-east-1', architecture: 'arm64', operatingSystem: 'linux', spot: false });
    const vcpus = Number(template.Parameters.Cpu?.Default) / 1024;
    const gigabytes = Number(template.Parameters.Memory?.Default) / 1024;
    expect(template.Parameters.CpuArchitecture?.Default).toBe('ARM64');
    const [vcpuHour = Number.NaN, gbHour = Number.NaN] = [rates?.vcpuHour.usd, rates?.gbHour.usd];
    const hour = vcpus * vcpuHour + gigabytes * gbHour;
    const sentence = /What a run costs: (\d) vCPU and (\d) GB on arm64 are .*? a month\./.exec(readme);
    expect([Number(sentence?.[1]), Number(sentence?.[2])]).toEqual([vcpus, gigabytes]);
    const [vcpu, gb, anHour, aRun, aMonth] = amountsIn(sentence?.[0] ?? '');
    expect(vcpu).toBe(vcpuHour);
    expect(gb).toBe(gbHour);
    expect(anHour).toBeCloseTo(hour, 4);
    expect(sentence?.[0]).toContain('a run of 15 minutes');
    expect(aRun).toBeCloseTo(hour / 4, 4);
    // A year has 365.25 days, a month a twelfth of them.
    expect(aMonth).toBeCloseTo((hour / 4) * (365.25 / 12 / 7), 3);
  });

  test('its recipe names parameters that the template has, and files that are there', () => {
    const recipe = /aws cloudformation deploy .*?NotificationEmail=\S+/.exec(readme)?.[0] ?? '';
    const parameters = [...recipe.matchAll(/(\w+)=/g)].map((match) => match[1] ?? '');
    expect(parameters).toEqual(expect.arrayContaining(['Image']));
    for (const name of parameters) expect(template.Parameters).toHaveProperty(name);
    expect(recipe).toContain('--capabilities CAPABILITY_IAM');
    expect(readFileSync(projectFile(/--template-file (\S+)/.exec(recipe)?.[1] ?? ''), 'utf8')).toContain('AWS::Scheduler::Schedule');
  });
});
