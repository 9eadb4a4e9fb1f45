import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { BROWSER_ARGS } from '../../support/browser-args.ts';
import { findBrowser } from '../../support/find-browser.ts';
import { type Bench, LESSON } from '../bench.ts';
import { inBytes, type Row } from '../row.ts';

/** Everything a browser fetches for a lesson page until it is quiet, before anything is clicked, each file gzipped. */
export async function pageWeight({ runner }: Bench): Promise<Row> {
  const row = { what: 'lesson page before a block is run, gzip', bar: '≤ 70 kB', reference: 'Starlight alone 55 kB' };
  const executablePath = findBrowser();
  if (!executablePath) return { ...row, value: 'no browser on this machine', isMet: false };
  const browser = await chromium.launch({ executablePath, args: BROWSER_ARGS });
  try {
    const page = await browser.newPage();
    await page.goto(`${runner.url}/?token=${runner.token}`);
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
    await page.goto(`${runner.url}/${LESSON}/`, { waitUntil: 'networkidle' });
    await Promise.all(reading);
    const total = [...weights.values()].reduce((sum, bytes) => sum + bytes, 0);
    const heaviest = [...weights].toSorted((a, b) => b[1] - a[1]).slice(0, 3);
    const parts = heaviest.map(([path, bytes]) => `${path.split('/').at(-1) || 'the page'} ${inBytes(bytes)}`).join(', ');
    return { ...row, value: `${inBytes(total)} in ${weights.size} files (${parts})`, isMet: total <= 70e3 };
  } finally {
    await browser.close();
  }
}
