import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { type ContentProblem, contentProblems } from './content-problems.ts';
import { lessonGate } from './lesson-gate.ts';
import { lessonsUsing } from './lessons-using.ts';
import { type OverlayPayload, overlayPayload } from './overlay-payload.ts';
import { syncOnChange, type Watcher } from './sync-on-change.ts';

const IS_MENDED = 'content-overlay:is-mended';
/** A page with a mistake in it may have been under way when that was mended: it heard nothing of it, and asks. */
const ASK_WHETHER_MENDED = `if (document.querySelector('[data-mistake]')) import.meta.hot?.send('${IS_MENDED}');`;

/** What `npm run dev` read when it began, and reads only once: the checks and the services. */
const CONTRACT = 'runner/contract/';
const BEGIN_AGAIN = 'Checks or services have changed since `npm run dev` began: end it and start it again.';

type Report = { error: (words: string) => void };

/**
 * While an author writes: a mistake in a lesson, a track or the name of a folder shows over the page, with its place
 * and what to write instead, and once in the terminal.
 */
export function contentOverlay(): AstroIntegration {
  let [contentDir, publicDir, contractDir] = ['', '', ''];
  return {
    name: 'content-overlay',
    hooks: {
      'astro:config:setup': ({ config, command, updateConfig, injectScript }) => {
        if (command === 'dev') injectScript('page', ASK_WHETHER_MENDED);
        contentDir = fileURLToPath(new URL('content/', config.root));
        publicDir = fileURLToPath(config.publicDir);
        contractDir = fileURLToPath(new URL(CONTRACT, config.root));
        updateConfig({ vite: { plugins: [lessonGate(contentDir, { isBuild: command === 'build' })] } });
      },
      'astro:server:setup': ({ server, logger }) => {
        const isOld = watchContract(server.watcher, { contractDir, warn: (words) => logger.warn(words) });
        const check = watchProblems(contentDir, { report: logger, isOld });
        const touched = watchTouched(server.watcher);
        let shown: OverlayPayload | undefined;
        const show = async () => {
          const before = shown;
          const saved = touched();
          const { payload, changed } = await check();
          shown = payload;
          // Its page was made with what was wrong before; nobody saved it, because what it names was mended or broken.
          // A page has the text of files that its fences name, too.
          const using = await lessonsUsing(contentDir, saved);
          for (const file of new Set([...changed, ...using]))
            if (!saved.has(file) && existsSync(file)) server.watcher.emit('change', file);
          if (shown) server.ws.send(shown);
          // A mended file that says what it said before the mistake changes nothing else that would reload the page.
          else if (before) server.ws.send({ type: 'full-reload' });
        };
        const failed = (cause: unknown) => logger.error(String(cause));
        void show().catch(failed);
        for (const folder of [contentDir, publicDir]) syncOnChange({ watcher: server.watcher, folder }, show, failed);
        // A page that is loaded later, or again, was not told.
        server.ws.on('connection', () => {
          if (shown) server.ws.send(shown);
        });
        server.ws.on(IS_MENDED, (_, client) => {
          if (!shown) client.send({ type: 'full-reload' });
        });
      },
    },
  };
}

type Found = {
  /** What to show: the newest mistake, the others below it. Undefined when there is none. */
  payload: OverlayPayload | undefined;
  /** Files about which something else is said than the last time; none the first time. */
  changed: string[];
};

/** A function that looks at all content, and reports what was not wrong before. */
function watchProblems(contentDir: string, { report, isOld }: { report: Report; isOld: () => boolean }): () => Promise<Found> {
  let known: Map<string, ContentProblem> | undefined;
  let newest: string | undefined;
  return async () => {
    const problems = await contentProblems(contentDir);
    const words = new Map(problems.map((problem) => [inWords(problem), problem]));
    const before = known;
    const added = [...words.keys()].filter((key) => !before?.has(key));
    for (const key of added) report.error(key);
    const gone = [...(before ?? [])].filter(([key]) => !words.has(key)).map(([, problem]) => problem);
    const fresh = before ? added.flatMap((key) => words.get(key) ?? []) : [];
    known = words;
    if (added[0]) newest = added[0];
    const changed = [...new Set([...gone, ...fresh].map(({ file, lesson }) => lesson ?? file))];
    const problem = words.get(newest ?? '') ?? problems[0];
    if (!problem) return { payload: undefined, changed };
    const others = [...words.keys()].filter((key) => key !== inWords(problem));
    const hint = isOld() ? `${problem.hint} ${BEGIN_AGAIN}` : problem.hint;
    return { payload: overlayPayload({ ...problem, hint }, others), changed };
  };
}

/** Whether the contract is another than this process has read; the first time it is said. */
function watchContract(
  watcher: Watcher,
  { contractDir, warn }: { contractDir: string; warn: (words: string) => void },
): () => boolean {
  let isOld = false;
  const see = (path: string) => {
    if (!path.startsWith(contractDir) || !path.endsWith('.ts') || isOld) return;
    isOld = true;
    warn(BEGIN_AGAIN);
  };
  for (const event of ['add', 'change', 'unlink'] as const) watcher.on(event, see);
  return () => isOld;
}

/** A function that gives the files that were saved since it was called last. */
function watchTouched(watcher: Watcher): () => Set<string> {
  let touched = new Set<string>();
  for (const event of ['add', 'change', 'unlink'] as const) watcher.on(event, (path) => touched.add(path));
  return () => {
    const files = touched;
    touched = new Set();
    return files;
  };
}

function inWords({ file, line, column, message, hint }: ContentProblem): string {
  return `${file}:${line}:${column}: ${message} ${hint}`;
}
