import type { ResourceRef } from '../../model/resource/index.js';

/** Where a finding stands in the document; made of the stable id, so that links to it survive the next report. */
export function anchorOf(id: string): string {
  return `f-${id.replace(/[^A-Za-z0-9_-]/g, '')}`;
}

/** One text for each resource there can be. */
export function resourceKey({ accountId, region, type, id }: Pick<ResourceRef, 'accountId' | 'region' | 'type' | 'id'>): string {
  return `${accountId}\n${region}\n${type}\n${id}`;
}
