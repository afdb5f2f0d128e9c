import type { Values } from '../model/evaluation.js';
import { quantity } from './outcome-parts.js';

/**
 * Days from which Lambda refuses to update functions of a runtime, as AWS states them in the table of deprecated runtimes ("Block function
 * update"). Those that are still to come AWS has put off before, and may put off again; runtimes that it plans to keep longer are left out.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
 */
const UPDATES_BLOCKED: Readonly<Record<string, string>> = {
  nodejs: '2016-10-31',
  'nodejs4.3-edge': '2019-04-30',
  'dotnetcore2.0': '2019-05-30',
  'dotnetcore1.0': '2019-07-30',
  'nodejs6.10': '2019-08-12',
  'nodejs4.3': '2020-03-05',
  'nodejs8.10': '2020-03-06',
  'nodejs10.x': '2022-02-14',
  'ruby2.5': '2022-03-31',
  'dotnetcore2.1': '2022-04-13',
  'python2.7': '2022-05-30',
  'python3.6': '2022-08-29',
  'nodejs12.x': '2023-04-30',
  'dotnetcore3.1': '2023-05-03',
  ...Object.fromEntries(
    [
      ...['nodejs14.x', 'nodejs16.x', 'nodejs18.x', 'nodejs20.x'],
      ...['python3.7', 'python3.8', 'python3.9', 'python3.10', 'python3.11'],
      ...['java8', 'java8.al2', 'java11', 'java17', 'dotnet6', 'dotnet8'],
      ...['ruby2.7', 'ruby3.2', 'ruby3.3', 'go1.x', 'provided', 'provided.al2'],
    ].map((runtime) => [runtime, '2027-08-31']),
  ),
};

/**
 * The day (`2023-04-30`) since which Lambda refuses every update of functions of this runtime; null where at that instant it does not, and for
 * container images, which have none of its runtimes (runtime null).
 */
export function updatesBlockedSince(runtime: string | null, instant: string): string | null {
  if (runtime === null || !Object.hasOwn(UPDATES_BLOCKED, runtime)) return null;
  const since = UPDATES_BLOCKED[runtime];
  return since !== undefined && Date.parse(since) <= Date.parse(instant) ? since : null;
}

/** For the messages of a policy whose commands update a function. */
export const RUNTIME_MESSAGES = {
  'runtime-first':
    'Lambda has refused every update of functions on {runtime} since {blockedSince}: move it to a newer runtime first, or the commands fail.',
} as const;

/** What `runtime-first` needs in the values of an outcome. */
export const runtimeValues = (runtime: string | null, instant: string): Values => ({
  runtime: quantity(runtime, 'text'),
  blockedSince: quantity(updatesBlockedSince(runtime, instant), 'text'),
});

/** `runtime-first` for the notes of a target, where it is so at that instant. */
export const runtimeNotes = (runtime: string | null, instant: string): (keyof typeof RUNTIME_MESSAGES)[] =>
  updatesBlockedSince(runtime, instant) === null ? [] : ['runtime-first'];
