import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { type ContentProblem, contentProblems } from './content-problems.ts';
import { lessonGate } from './lesson-gate.ts';
import { type OverlayPayload, overlayPayload } from './overlay-payload.ts';
import { syncOnChange } from './sync-on-change.ts';

type Report = { error: (words: string) => void };

/**
 * While an author writes: a mistake in a lesson, a track or the name of a folder shows over the page, with its place
 * and what to write instead, and once in the terminal.
 */
export function contentOverlay(): AstroIntegration {
  let contentDir = '';
  return {
    name: 'content-overlay',
    hooks: {
      'astro:config:setup': ({ config, updateConfig }) => {
        contentDir = fileURLToPath(new URL('content/', config.root));
        updateConfig({ vite: { plugins: [lessonGate(contentDir)] } });
      },
      'astro:server:setup': ({ server, logger }) => {
        const check = watchProblems(contentDir, logger);
        let shown: OverlayPayload | undefined;
        const show = async () => {
          const before = shown;
          shown = await check();
          if (shown) server.ws.send(shown);
          // A mended file that says what it said before the mistake changes nothing else that would reload the page.
          else if (before) server.ws.send({ type: 'full-reload' });
        };
        const failed = (cause: unknown) => logger.error(String(cause));
        void show().catch(failed);
        syncOnChange({ watcher: server.watcher, folder: contentDir }, show, failed);
        // A page that is loaded later, or again, was not told.
        server.ws.on('connection', () => {
          if (shown) server.ws.send(shown);
        });
      },
    },
  };
}

/** A function that looks at all content, reports what was not wrong before, and gives back what to show: the newest. */
function watchProblems(contentDir: string, report: Report): () => Promise<OverlayPayload | undefined> {
  let known = new Set<string>();
  let newest: string | undefined;
  return async () => {
    const problems = await contentProblems(contentDir);
    const words = new Map(problems.map((problem) => [inWords(problem), problem]));
    const added = [...words.keys()].filter((key) => !known.has(key));
    for (const key of added) report.error(key);
    known = new Set(words.keys());
    if (added[0]) newest = added[0];
    const problem = words.get(newest ?? '') ?? problems[0];
    if (!problem) return undefined;
    const others = [...words.keys()].filter((key) => key !== inWords(problem));
    return overlayPayload(problem, others);
  };
}

function inWords({ file, line, column, message, hint }: ContentProblem): string {
  return `${file}:${line}:${column}: ${message} ${hint}`;
}
