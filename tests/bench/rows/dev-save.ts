import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { ROOT } from '../../stages/run-command.ts';
import { eventually } from '../../support/eventually.ts';
import { temporaryDir } from '../../support/fixture-content.ts';
import { launchBrowser, openPage } from '../../support/open-page.ts';
import { projectCopy } from '../../support/project-copy.ts';
import { startRunner } from '../../support/start-runner.ts';
import { inTime, quantiles, type Row } from '../row.ts';

const ROUNDS = 7;
const BAR_MS = 1500;
const CONTENT = resolve(ROOT, 'content');
const QUEUE = 'event-enrichment/04-a-queue-to-receive-events/index.mdx';
const TRACKS = ['event-enrichment', 'log-triage', 'machine-telemetry', 'filesystem-anomalies', 'change-data-capture'];

/** A page that is open while its file is saved: where it is, and its file. */
type Open = { browser: Browser; url: string; cookie?: string; path: string; file: string };

/**
 * `npm run dev`: from saving a lesson to the new text on the open page. On the lessons as they are, and on 500; beside
 * it the same text on Starlight's own dev server.
 */
export async function devSave(): Promise<Row[]> {
  const browser = await launchBrowser();
  try {
    const ours = await onOurs(browser, {
      contentDir: CONTENT,
      entry: QUEUE,
      path: '/event-enrichment/a-queue-to-receive-events/',
    });
    const many = await onOurs(browser, {
      contentDir: manyLessons(),
      entry: 'log-triage/50-lesson-50/index.mdx',
      path: '/log-triage/lesson-50/',
    });
    const alone = await onStarlight(browser);
    const reference = `Starlight's own dev server, one page ${inTime(alone.p50)}`;
    return [row('a saved lesson is on the page in npm run dev', ours, reference), row('the same with 500 lessons', many)];
  } finally {
    await browser.close();
  }
}

type Saves = { p50: number; p90: number };

const row = (what: string, { p50, p90 }: Saves, reference?: string): Row => ({
  what,
  value: `p50 ${inTime(p50)}, p90 ${inTime(p90)}`,
  bar: `≤ ${inTime(BAR_MS)}`,
  isMet: p50 <= BAR_MS,
  ...(reference ? { reference } : {}),
});

async function onOurs(
  browser: Browser,
  { contentDir, entry, path }: { contentDir: string; entry: string; path: string },
): Promise<Saves> {
  const copy = projectCopy(contentDir);
  const runner = await startRunner({ projectDir: copy, args: ['--dev'] });
  try {
    return await saves({ browser, url: runner.url, cookie: runner.cookie, path, file: join(copy, 'content', entry) });
  } finally {
    await runner.stop();
    rmSync(runner.dataDir, { recursive: true, force: true });
  }
}

/** Saves the file with another sentence in it, again and again, and waits for the sentence each time (ms). */
async function saves({ browser, url, cookie, path, file }: Open): Promise<Saves> {
  const { page, context } = await openPage(browser, { url, ...(cookie ? { cookie } : {}) });
  const text = readFileSync(file, 'utf8');
  const save = async (words: string): Promise<number> => {
    const start = performance.now();
    writeFileSync(file, `${text.trimEnd()}\n\n${words}\n`);
    await page.getByText(words).waitFor();
    return performance.now() - start;
  };
  try {
    await page.goto(path);
    // The first page and the first save prepare what later ones find.
    await save('Saved to begin with.');
    const times: number[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      times.push(await save(`Saved for the time number ${round}.`));
      await page.waitForLoadState('networkidle');
    }
    return quantiles(times);
  } finally {
    await context.close();
  }
}

function manyLessons(): string {
  const dir = temporaryDir('towpath-many');
  const text = readFileSync(join(CONTENT, QUEUE), 'utf8')
    .replace(/^adds: .*\n/m, '')
    .replace(/^covers: .*\n/m, '');
  for (const [index, track] of TRACKS.entries()) {
    mkdirSync(join(dir, track), { recursive: true });
    const yaml = readFileSync(join(CONTENT, track, 'track.yaml'), 'utf8');
    writeFileSync(join(dir, track, 'track.yaml'), yaml.replace(/^order: .*$/m, `order: ${index + 1}`));
    for (let i = 0; i < 100; i++) {
      const lesson = join(dir, track, `${String(i).padStart(2, '0')}-lesson-${i}`);
      mkdirSync(lesson);
      writeFileSync(join(lesson, 'index.mdx'), text.replace(/^title: .*$/m, `title: Lesson ${i}`));
    }
  }
  return dir;
}

/** Starlight alone, with the same page without anything of ours in it. */
async function onStarlight(browser: Browser): Promise<Saves> {
  const folder = mkdtempSync(join(ROOT, '.towpath', 'bench-dev-'));
  const docs = join(folder, 'src/content/docs');
  mkdirSync(docs, { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const lesson = readFileSync(join(CONTENT, QUEUE), 'utf8');
  const body = lesson.replace(/^---[\s\S]*?^---$/m, '---\ntitle: A queue\n---').replace(/^<(?:Verify|Pipeline).*\/>$/gm, '');
  writeFileSync(join(docs, 'page.mdx'), body.replace(/^(```\w+) .*$/gm, '$1'));
  const dependencies = { astro: '*', '@astrojs/starlight': '*' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', dependencies }));
  writeFileSync(
    join(folder, 'src/content.config.ts'),
    `import { defineCollection } from 'astro:content';
import { docsLoader } from '@astrojs/starlight/loaders';
import { docsSchema } from '@astrojs/starlight/schema';
export const collections = { docs: defineCollection({ loader: docsLoader(), schema: docsSchema() }) };\n`,
  );
  writeFileSync(
    join(folder, 'astro.config.mjs'),
    `import starlight from '@astrojs/starlight';
import { defineConfig } from 'astro/config';
const site = starlight({ title: 'Alone' });
export default defineConfig({ devToolbar: { enabled: false }, integrations: [site, { name: '@astrojs/sitemap', hooks: {} }] });\n`,
  );
  const args = [join(folder, 'node_modules/astro/bin/astro.mjs'), 'dev', '--host', '127.0.0.1', '--port', '0'];
  const env = { ...process.env, ASTRO_TELEMETRY_DISABLED: '1', NO_COLOR: '1' };
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += String(data)));
  try {
    const url = await eventually(() => addressIn(output), { withinMs: 60_000 });
    return await saves({ browser, url, path: '/page/', file: join(docs, 'page.mdx') });
  } finally {
    if (child.kill('SIGTERM')) await once(child, 'close');
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function addressIn(output: string): string {
  const address = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0];
  if (!address) throw new Error(`Starlight said no address:\n${output}`);
  return address;
}
