import { setTimeout as delay } from 'node:timers/promises';
import { AwsFailure } from '../aws/api.js';
import { publish } from '../aws/operations/index.js';
import { counted } from '../model/quantity.js';
import { UserError } from '../model/user-error.js';
import type { DeliverySession } from './session.js';
import { type RunSummary, summaryLines } from './summary.js';

/** Whom to tell. `name` is for logs: the rest of a webhook's URL is its password. */
export type NotifyTarget =
  | { kind: 'sns'; name: string; topicArn: string; region: string }
  | { kind: 'slack' | 'webhook'; name: string; url: string };

const TOPIC = /^arn:aws[a-z-]*:sns:([a-z0-9-]+):\d{12}:[A-Za-z0-9_-]{1,256}$/;
const SLACK_HOSTS: readonly string[] = ['hooks.slack.com', 'hooks.slack-gov.com'];
const LOOPBACK: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

const TRIES = 3;
const ANSWER_WITHIN_MS = 10_000;
const PAUSE_MS = 500;

/** Reads an SNS topic ARN, a Slack webhook or another webhook. Throws a UserError, without the URL in it, for what is none. */
export function parseNotifyTarget(text: string): NotifyTarget {
  const region = TOPIC.exec(text)?.[1];
  if (region !== undefined) return { kind: 'sns', name: text, topicArn: text, region };
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.includes(url.hostname))) {
    return { kind: SLACK_HOSTS.includes(url.hostname) ? 'slack' : 'webhook', name: url.host, url: text };
  }
  throw new UserError('--notify names neither an SNS topic nor a webhook', {
    hint: 'Give the ARN of a topic (not FIFO), or an https URL.',
  });
}

/** The message as JSON for a webhook, or as Slack wants it. */
export function webhookBody(kind: 'slack' | 'webhook', summary: RunSummary, link: string | null): Record<string, unknown> {
  const text = [`*${summary.tool}*`, ...summaryLines(summary)];
  // Slack's own form of a link: https://docs.slack.dev/messaging/formatting-message-text
  if (kind === 'slack') return { text: [...text, ...(link === null ? [] : [`<${link}|Open the report>`])].join('\n') };
  return { schemaVersion: 1, text: [summary.tool, ...summaryLines(summary)].join('\n'), link, ...summary };
}

async function post(url: string, body: Record<string, unknown>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    let reason: string;
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': 'fleet-auditor' },
        body: JSON.stringify(body),
        // A redirect would carry the message to somebody who was not named.
        redirect: 'error',
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      await answer.body?.cancel();
      if (answer.ok) return;
      reason = `HTTP ${answer.status}`;
      if (answer.status < 500 && answer.status !== 429) throw new NotifyError(reason);
    } catch (error) {
      if (error instanceof NotifyError) throw error;
      // Messages of fetch can hold the URL, the code of its cause does not.
      const cause = error instanceof Error ? error.cause : undefined;
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
      reason = code ?? (error instanceof Error && error.name === 'TimeoutError' ? 'no answer in time' : 'no answer');
    }
    if (tries === TRIES) throw new NotifyError(reason);
    await delay(PAUSE_MS * tries);
  }
}

/** A message that did not arrive, in words without secrets. */
export class NotifyError extends Error {
  override readonly name = 'NotifyError';
}

/** Sends the summary. Rejects with a NotifyError where it did not arrive. */
export async function notify(target: NotifyTarget, summary: RunSummary, link: string | null, session: DeliverySession): Promise<void> {
  if (target.kind !== 'sns') return post(target.url, webhookBody(target.kind, summary, link));
  const lines = [summary.tool, ...summaryLines(summary), ...(link === null ? [] : ['', link])];
  const saving = summary.monthlySavingsUsd === null ? '' : `, $${Math.round(summary.monthlySavingsUsd).toLocaleString('en-US')} a month`;
  try {
    await session.api.call(target.region, publish, {
      TopicArn: target.topicArn,
      // 100 characters of ASCII at most: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
      Subject: `fleet-auditor: ${counted(summary.findings, 'finding')}${saving}`.slice(0, 100),
      Message: lines.join('\n'),
    });
  } catch (error) {
    if (error instanceof AwsFailure) throw new NotifyError(`${error.code}: ${error.message}`, { cause: error });
    throw error;
  } finally {
    if (target.region !== session.region) session.api.release(target.region);
  }
}
