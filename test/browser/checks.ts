import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { z } from 'zod';

export const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
export const wide = { viewport: { width: 1440, height: 900 } };
export const phone = { viewport: { width: 390, height: 844 } };

// What runs inside the page stands here as text: the project's own code is compiled without the browser's types.
export const OPEN_ALL = 'for (const details of document.querySelectorAll("details")) details.open = true';
export const RUN_AXE = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
  violations.map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.length, example: nodes[0].html.slice(0, 160) })))`;
export const violation = z.object({ id: z.string(), impact: z.string().nullable(), nodes: z.number(), example: z.string() });

/** The title of tests that need a browser, which says so where there is none. */
export const inBrowser = (what: string, browser: string | undefined): string =>
  browser === undefined ? `${what} in a browser (skipped: no Chromium found; set CHROMIUM_PATH)` : `${what} in a browser`;
