import { gzipSync } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';
import { BROWSER_ARGS } from '../../support/browser-args.ts';
import { findBrowser } from '../../support/find-browser.ts';
import { openPage } from '../../support/open-page.ts';
import type { StartedRunner } from '../../support/start-runner.ts';
import { type Bench, LESSON } from '../bench.ts';
import { inBytes, type Row } from '../row.ts';

/**
 * Pages by what they are, with their bar in kB: the lesson's is the design's, the others are there to see one grow.
 * Lessons come last: whoever was in one finds it on the home page, which then reads that lesson's page too.
 */
const PAGES: readonly { what: string; path: string; most: number; reference?: string }[] = [
  { what: 'home page, first visit', path: '/', most: 60 },
  { what: 'track page, first visit', path: '/event-enrichment/', most: 60 },
  { what: 'page of no page', path: '/no-such-page/', most: 60 },
  { what: 'lesson of the authors’ guide', path: '/authors-guide/a-lesson-from-nothing/', most: 70 },
  { what: 'lesson page before a block is run', path: `/${LESSON}/`, most: 70, reference: 'Starlight alone 55 kB' },
];

/** Everything a browser fetches for a page until it is quiet, before anything is clicked, each file gzipped; a row per page. */
export async function pageWeight({ runner }: Bench): Promise<Row[]> {
  const executablePath = findBrowser();
  if (!executablePath) return PAGES.map((page) => ({ ...rowOf(page), value: 'no browser on this machine', isMet: false }));
  const browser = await chromium.launch({ executablePath, args: BROWSER_ARGS });
  try {
    const rows: Row[] = [];
    for (const page of PAGES) {
      const weights = await weigh(browser, runner, page.path);
      const total = [...weights.values()].reduce((sum, bytes) => sum + bytes, 0);
      const heaviest = [...weights].toSorted((a, b) => b[1] - a[1]).slice(0, 3);
      const parts = heaviest.map(([path, bytes]) => `${path.split('/').at(-1) || 'the page'} ${inBytes(bytes)}`).join(', ');
      const value = `${inBytes(total)} in ${weights.size} files (${parts})`;
      rows.push({ ...rowOf(page), value, isMet: total <= page.most * 1000 });
    }
    return rows;
  } finally {
    await browser.close();
  }
}

function rowOf({ what, most, reference }: (typeof PAGES)[number]): Pick<Row, 'what' | 'bar' | 'reference'> {
  return { what: `${what}, gzip`, bar: `≤ ${most} kB`, ...(reference ? { reference } : {}) };
}

/** The files of a page by their path, in a browser that has seen none of them. */
async function weigh(browser: Browser, { url, cookie }: StartedRunner, path: string): Promise<Map<string, number>> {
  const { page, context } = await openPage(browser, { url, cookie });
  const weights = new Map<string, number>();
  const reading: Promise<void>[] = [];
  page.on('response', (response) => {
    reading.push(
      response.body().then(
        (body) => void weights.set(new URL(response.url()).pathname, gzipSync(body).length),
        () => undefined, // A redirect has no body.
      ),
    );
  });
  await page.goto(path, { waitUntil: 'networkidle' });
  await Promise.all(reading);
  await context.close();
  return weights;
}
