import type { NumberOption } from '../model/policy.js';
import { RATE_OPTIONS } from './lambda-rates.js';
import { RUNTIME_MESSAGES } from './lambda-runtimes.js';
import { VERSION_MESSAGES } from './lambda-versions.js';
import { METRIC_MESSAGES } from './outcome-parts.js';

/** What is close to a timeout, and what it takes to know. */
export const TIMEOUT_OPTIONS = {
  maximumSharePercent: {
    type: 'number',
    default: 80,
    unit: 'percent',
    minimum: 10,
    maximum: 100,
    description: 'Share of the timeout that a duration may take; more than this is close, exactly this is not.',
    source:
      'Headroom of 20 %, the same as for CPU and memory; AWS asks for a timeout with a margin over the expected duration: https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html',
  },
  minimumInvocations: {
    type: 'integer',
    default: 100,
    unit: 'count',
    minimum: 1,
    maximum: 1_000_000,
    description: 'Invocations under which p99 is no more than the maximum, and is treated as that.',
    source:
      'With fewer than 100 values the 99th percentile by nearest rank is the largest: https://www.itl.nist.gov/div898/handbook/prc/section2/prc262.htm',
  },
  minimumDays: {
    type: 'integer',
    default: 7,
    unit: 'days',
    minimum: 1,
    maximum: 90,
    description:
      'Days of the window on which durations must be known before a function is cleared; where it was invoked on fewer, all of those. A week shows every weekday once.',
    source: 'A shorter stretch can miss a job that runs once a week.',
  },
  manyCutDays: {
    type: 'integer',
    default: 3,
    unit: 'days',
    minimum: 1,
    maximum: 90,
    description:
      'Days of the window on which invocations reached the timeout from which on that is a severe finding, however few they were.',
    source:
      'One day can be an outage of something that it waits for, and two its retries; what comes again after that comes from the function.',
  },
  maximumErrorPercent: {
    ...RATE_OPTIONS.maximumErrorPercent,
    description:
      'Errors in percent of the invocations of a day on which some reached the timeout; more than this makes a severe finding of it.',
  },
} as const satisfies Record<string, NumberOption>;

export const TIMEOUT_MESSAGES = {
  ...METRIC_MESSAGES,
  ...RUNTIME_MESSAGES,
  ...VERSION_MESSAGES,
  'p99-near-wall': 'One invocation in a hundred takes {p99} or more: {share} of the {wall} that no setting of this function can raise.',
  'p99-near-timeout': 'One invocation in a hundred takes {p99} or more: {share} of its timeout of {timeout}.',
  'maximum-near-wall':
    'The slowest invocation took {maximum}: {share} of the {wall} that no setting of this function can raise; p99 over {p99Days} is {p99}.',
  'maximum-near-timeout': 'The slowest invocation took {maximum}: {share} of its timeout of {timeout}; p99 over {p99Days} is {p99}.',
  'cut-at-wall':
    'Invocations were cut off after {timeout} on {cutDays} of the window, where no setting of this function allows more than {wall}; the first day begins {cutSince}.',
  'cut-at-timeout': 'Invocations were cut off at its timeout of {timeout} on {cutDays} of the window; the first day begins {cutSince}.',
  'well-within': 'The slowest invocation took {maximum}, {share} of its timeout of {timeout}.',
  'slow-before-the-window':
    'It came close to its timeout earlier, but in the window the slowest invocation took {maximum}, {share} of {timeout}.',
  'rising-to-wall':
    'Its slowest invocation takes longer from day to day, {maximum} so far: {ahead} has to be reckoned with, more than the {wall} that no setting of this function can raise.',
  'rising-to-timeout':
    'Its slowest invocation takes longer from day to day, {maximum} so far: {ahead} has to be reckoned with, more than its timeout of {timeout}.',
  'too-few-days': 'Its durations are known on {days} of the window only; {required} are needed.',
  'no-invocations': 'It was not invoked in the window.',
  'duration-missing': 'It was invoked {invocations} times, but its durations are missing ({status}).',
  'percentile-substituted': 'The endpoint gives no percentiles: the maximum stands in for p99.',
  'few-invocations': 'Too few invocations for p99 to be more than the maximum.',
  'slow-earlier-too': 'p99 is of the longer window, and part of the slow invocations may be older than the verdict window.',
  'results-missing': 'Some results are missing; what is there is enough to say this.',
  'before-the-window':
    'It was before the verdict window; it had come after quicker days and has gone without a change since, as the end of a month does.',
  'trend-may-end': 'A rise goes on only as long as what makes it does.',
  'changed-lately': 'The function was changed inside the window; earlier durations may be of another version or timeout.',
  'cut-off': 'Invocations have reached the timeout: how long they would have taken is not known.',
  'first-step': 'A first step, not the answer: raise the timeout, and look again at how long its invocations then take.',
  'sudden-jump':
    'Before {cutSince} its slowest invocation took {before}: what changed then is the question. A longer timeout may only let each of them wait longer.',
  'raise-timeout': 'A longer timeout costs nothing by itself; each invocation is charged for the time it takes.',
  'raise-timeout-on-instances':
    'A longer timeout costs nothing: invocations on managed instances are charged by their number, and the instances by the hour.',
  'callers-time-out-too':
    'Callers have limits of their own: 29 s by default behind API Gateway, and six times the function timeout as visibility timeout of an SQS queue.',
  'api-times-out-too': 'Callers have limits of their own: 29 s by default behind API Gateway.',
  'queue-first':
    'Raise the visibility timeout of its queue first, which is 30 s unless it was set: AWS advises six times the timeout of the function, {visibility}. With less than the timeout messages come back while they are still worked on.',
  'stream-waits':
    'What comes after a batch of its stream waits until the batch is done: a longer timeout lets one slow batch hold up the others longer.',
  'split-or-move':
    'Raising the timeout does not help: split the work, make it durable, or run it as a Fargate task or on Lambda Managed Instances (5,400 s).',
  'split-durable-steps':
    'Its timeout is as long as that of one invocation can be: let each step do less before its checkpoint, or run the longest one as a Fargate task.',
  'ask-what-grows': 'What does the duration grow with, and how fast does that grow?',
  'ask-ends-at-all': 'Do the invocations that are cut off end at all, or do they wait for something that never answers?',
  'ask-idempotent': 'Is the work safe to be done twice, if an invocation is killed and retried?',
} as const;
