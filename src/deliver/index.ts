import { type Delivered, type Destination, fetchSnapshot, openDestination } from './destination.js';
import { fetchFile } from './file.js';
import { partSnapshots, type StoredSnapshot, storedSnapshots } from './history.js';
import { type NotifyTarget, notify } from './notify.js';
import { parseS3Location } from './s3-location.js';
import { type DeliveryAccess, openSession } from './session.js';
import type { RunSummary } from './summary.js';

export { embeddedMetrics } from './embedded-metrics.js';
export { NotifyError, parseNotifyTarget } from './notify.js';
export { summaryOf } from './summary.js';
export type { Delivered, DeliveryAccess, Destination, NotifyTarget, RunSummary, StoredSnapshot };

/** Buckets to deliver to and to read from, and whom to tell, under one set of credentials. */
export interface Delivery {
  /** Checks `s3://bucket/prefix` and opens it. Throws a UserError where it cannot be written, is another region's, or public. */
  destination(url: string, tool: string, now: Date): Promise<Destination>;
  /** Fetches the newest snapshot under a prefix, or the one named; null where there is none yet. */
  snapshot(url: string, folder: string): Promise<string | null>;
  /** Every snapshot under a prefix, in the order of the keys. Throws a UserError where the bucket cannot be listed. */
  snapshots(url: string): Promise<StoredSnapshot[]>;
  /** The newest snapshot of every folder beneath a prefix. Throws a UserError where the bucket cannot be listed. */
  parts(url: string): Promise<StoredSnapshot[]>;
  /** Fetches one object. Throws a UserError where there is none. */
  file(url: string, path: string): Promise<void>;
  /** Sends the summary. Rejects with a NotifyError where it did not arrive. */
  notify(target: NotifyTarget, summary: RunSummary, link: string | null): Promise<void>;
  close(): void;
}

/** Opens the way out. Nothing is sent until one of its functions is called. */
export async function openDelivery(access: DeliveryAccess): Promise<Delivery> {
  const session = await openSession(access);
  return {
    destination: (url, tool, now) => openDestination(session, parseS3Location(url), tool, now),
    snapshot: (url, folder) => fetchSnapshot(session, parseS3Location(url), folder),
    snapshots: (url) => storedSnapshots(session, parseS3Location(url)),
    parts: (url) => partSnapshots(session, parseS3Location(url)),
    file: (url, path) => fetchFile(session, parseS3Location(url), path),
    notify: (target, summary, link) => notify(target, summary, link, session),
    close: () => session.close(),
  };
}
