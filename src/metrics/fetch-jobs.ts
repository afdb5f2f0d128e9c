import type { AwsFailure } from '../aws/api.js';
import { type Asked, hasPercentileQueries, onlyPercentiles, ownQueries, withDailyPercentiles, withoutPercentiles } from './asked.js';
import { refused, suspectOf } from './fetch-refused.js';
import { type Answer, isRefusal, isServerFault, type Sending, type Span, sendRequest } from './fetch-request.js';
import {
  explained,
  hasDailyPercentiles,
  hasData,
  hasPercentileData,
  isMissing,
  isPartial,
  isTimedOut,
  isWhole,
  markUnsupported,
  replaced,
  withPercentilesOf,
} from './job-results.js';
import { loadOfQueries, type MetricJob } from './jobs.js';
import type { PercentileSupport } from './percentile-support.js';
import { isPercentile, type JobResult, percentilesInconsistent } from './summarise.js';

export interface JobFetcherOptions extends Sending {
  percentiles: PercentileSupport;
  /** How often results that are incomplete in an answered request are asked for again. */
  askAgain: number;
}

/** Halving 500 queries down to one takes nine; many more refusals in a row mean that all are refused. */
const REFUSALS_IN_A_ROW = 32;
/** Where each refusal names its query, two follow each other for every bad one, and none is accepted before the last. */
const NAMED_REFUSALS_IN_A_ROW = 400;

/**
 * Gets the results of one packed request, whatever becomes of it: one that hangs is asked for in halves; a query that the service refuses is found by halving
 * and the rest asked again; an endpoint that cannot do percentiles is asked without; results that did not come are asked
 * for once more, and those that came in part some times, after a wait. Every job has a result at the end.
 */
export class JobFetcher {
  /** Whether any request of this region was accepted, and whether a search among refused ones found nothing that is. */
  #accepted = false;
  #hopeless = false;

  constructor(private readonly options: JobFetcherOptions) {}

  /** Throws only when the run was cancelled; `salvage` then gets what was answered in full before. */
  async fetch(jobs: readonly MetricJob[], span: Span, salvage: (result: JobResult) => void): Promise<JobResult[]> {
    const { askAgain, pace, spans } = this.options;
    const ask = (part: readonly Asked[]) => this.#ask(part, span);
    const answered: JobResult[] = [];
    try {
      await this.#inShares(jobs.map(ownQueries), span, ask, answered);
      let results = answered;
      for (let round = 1; round <= askAgain; round += 1) {
        // What an answer leaves out comes at the next one or never. A series that hung while the endpoint still worked on a larger
        // request may come now.
        const mayComeNow = (result: JobResult) => isMissing(result) || (isTimedOut(result) && (pace.hasAnswered || spans.isCut));
        const incomplete = results.filter((result) => isPartial(result) || (round === 1 && mayComeNow(result)));
        if (incomplete.length === 0) break;
        if (incomplete.some(isPartial)) await this.#pause(round);
        const open = incomplete.map(({ job }) => ownQueries(job));
        results = replaced(results, (await this.#inShares(open, span, ask)).filter(isWhole));
      }
      return await this.#withConsistentPercentiles(results, span);
    } catch (error) {
      for (const result of answered) if (isWhole(result) && !percentilesInconsistent(result)) salvage(explained(result));
      throw error;
    }
  }

  /** Asks in requests as large as the endpoint manages: all at once where it takes full ones. Series that hang come again in halves. */
  async #inShares(
    asked: readonly Asked[],
    span: Span,
    ask: (part: readonly Asked[]) => Promise<JobResult[]>,
    results: JobResult[] = [],
  ): Promise<JobResult[]> {
    const { pace, deadline } = this.options;
    const seconds = span.end - span.start;
    const waiting = [{ asked, most: asked.length }];
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { asked: open, most } = next;
      await pace.turn(async () => {
        const count = Math.min(most, pace.share(open.map(({ queries }) => loadOfQueries(queries, seconds).points)));
        if (count < open.length) waiting.unshift({ asked: open.slice(count), most });
        const answered = await ask(open.slice(0, count));
        const hung = new Set(count > 1 && deadline()?.aborted !== true ? answered.filter(isTimedOut).map(({ job }) => job) : []);
        if (hung.size > 0) waiting.unshift({ asked: open.filter(({ job }) => hung.has(job)), most: Math.ceil(count / 2) });
        results.push(...answered.filter(({ job }) => !hung.has(job)));
      });
    }
    return results;
  }

  async #ask(asked: readonly Asked[], span: Span): Promise<JobResult[]> {
    const { percentiles } = this.options;
    if (!asked.some(hasPercentileQueries)) return (await this.#resolve(asked, span)).results;
    if (percentiles.state === 'unknown') {
      const explored = await percentiles.alone(() => this.#explore(asked, span));
      if (explored !== null) return explored;
    }
    if (percentiles.state === 'unsupported') return this.#askWithout(asked, span);
    return (await this.#withPercentiles(asked, span)).results;
  }

  /**
   * The first requests with percentiles to this endpoint. When one fails inside the service, only a series that comes without
   * them and fails again with them shows that percentiles are to blame; else it is the service. Of a series without data neither
   * success nor failure says anything: an endpoint may come to its percentiles only where there are values. The fewer tries are for
   * failures of the service alone: after a cut or unreadable answer the request gets all of its tries.
   */
  async #explore(asked: readonly Asked[], span: Span): Promise<JobResult[]> {
    const { percentiles } = this.options;
    const first = await this.#withPercentiles(asked, span, true);
    const known = async (failure: AwsFailure | null) =>
      failure?.remedy === 'transient' ? (await this.#withPercentiles(asked, span)).results : first.results;
    if (!isServerFault(first.failure) || first.pages > 0) return known(first.failure);
    const without = await this.#resolve(asked.map(withoutPercentiles), span);
    if (without.failure !== null) return first.results;
    const withData = new Set(without.results.filter(hasData).map(({ job }) => job));
    const candidates = asked.filter(hasPercentileQueries);
    const one = candidates.find(({ job }) => withData.has(job)) ?? candidates[0];
    const probe = await this.#resolve(this.#atPeriod(one === undefined ? [] : [one]).map(onlyPercentiles), span, true);
    if (isServerFault(probe.failure)) {
      percentiles.state = 'unsupported';
      return without.results.map(markUnsupported);
    }
    if (probe.failure !== null) return known(probe.failure);
    percentiles.state = 'supported';
    return (await this.#withPercentiles(asked, span)).results;
  }

  async #withPercentiles(asked: readonly Asked[], span: Span, exploring = false): Promise<Answer> {
    const { percentiles } = this.options;
    const answer = await this.#resolve(this.#atPeriod(asked), span, exploring);
    if (answer.failure === null && answer.results.some(hasPercentileData)) percentiles.state = 'supported';
    return answer;
  }

  async #askWithout(asked: readonly Asked[], span: Span): Promise<JobResult[]> {
    const { results } = await this.#resolve(asked.map(withoutPercentiles), span);
    return results.map(markUnsupported);
  }

  #atPeriod(asked: readonly Asked[]): Asked[] {
    return this.options.percentiles.period === 'daily' ? asked.map(withDailyPercentiles) : [...asked];
  }

  /** Sends, and where the service refuses the request, finds the queries it refuses. */
  async #resolve(asked: readonly Asked[], span: Span, exploring = false): Promise<Answer> {
    const answer = await this.#send(asked, span, exploring);
    if (!isRefusal(answer.failure) || answer.pages > 0) return answer;
    if (this.options.percentiles.period === 'whole-window' && asked.some(hasPercentileQueries)) {
      const daily = await this.#send(asked.map(withDailyPercentiles), span);
      if (daily.failure === null) {
        this.options.percentiles.period = 'daily';
        return daily;
      }
    }
    const search = { refusalsInARow: 0 };
    return { results: await this.#halve(asked, span, answer.failure, search), failure: null, pages: 1 };
  }

  /**
   * Asks again in two parts: the query that the message names and the rest, or else halves. Where nothing is ever
   * accepted, it is not single queries that the service refuses, and the search ends.
   */
  async #halve(asked: readonly Asked[], span: Span, refusal: AwsFailure, search: { refusalsInARow: number }): Promise<JobResult[]> {
    search.refusalsInARow += 1;
    const suspect = suspectOf(asked, refusal.message);
    const patience = suspect === null ? REFUSALS_IN_A_ROW : NAMED_REFUSALS_IN_A_ROW;
    const over = search.refusalsInARow >= (this.#hopeless && !this.#accepted ? 1 : patience);
    this.#hopeless ||= over;
    if (asked.length === 1 || over) return refused(asked, refusal);
    const middle = Math.ceil(asked.length / 2);
    const parts =
      suspect === null ? [asked.slice(0, middle), asked.slice(middle)] : [asked.slice(suspect, suspect + 1), asked.toSpliced(suspect, 1)];
    const results: JobResult[] = [];
    for (const part of parts) {
      const { failure, pages, results: answered } = await this.#send(part, span);
      if (failure === null) search.refusalsInARow = 0;
      results.push(...(isRefusal(failure) && pages === 0 ? await this.#halve(part, span, failure, search) : answered));
    }
    return results;
  }

  /** Percentiles that cannot be true are asked for by the day. Where that is the rule, later requests do so at once. */
  async #withConsistentPercentiles(results: JobResult[], span: Span): Promise<JobResult[]> {
    const wrong = results.filter((result) => !hasDailyPercentiles(result) && percentilesInconsistent(result));
    const daily = results.map(explained);
    if (wrong.length === 0) return daily;
    const tested = results.filter(
      ({ results: byStatistic }) => byStatistic.get('Maximum')?.grid.hasData && [...byStatistic.keys()].some(isPercentile),
    );
    if (wrong.length * 2 > tested.length) this.options.percentiles.period = 'daily';
    const asked = wrong.map(({ job }) => onlyPercentiles(withDailyPercentiles({ job, queries: job.queries })));
    const again = await this.#inShares(asked, span, async (part) => (await this.#resolve(part, span)).results);
    const earlier = new Map(wrong.map(({ job, results: byStatistic }) => [job, byStatistic]));
    return replaced(
      daily,
      again.map((result) => withPercentilesOf(earlier.get(result.job), result)),
    );
  }

  /** Ends soon where the time for the metrics is up: what is asked for then is a timeout. Throws when the run was cancelled. */
  async #pause(round: number): Promise<void> {
    const { api, deadline } = this.options;
    const end = deadline();
    await api.pause(round, end === null ? api.signal : AbortSignal.any([api.signal, end])).catch(() => api.signal.throwIfAborted());
  }

  async #send(asked: readonly Asked[], span: Span, exploring = false): Promise<Answer> {
    const answer = await sendRequest(this.options, asked, span, exploring);
    if (answer.failure === null) this.#accepted = true;
    return answer;
  }
}
