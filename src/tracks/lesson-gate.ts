import { blankFrontmatter } from './blank-frontmatter.ts';
import { contentProblems } from './content-problems.ts';

/**
 * Stands before Astro's own reading of a lesson. Its frontmatter was read already, by the same reader as the runner's;
 * read a second time by another one, a mistake would be told twice and at two places. A lesson with a mistake becomes
 * a page that names it, and saving one does not reload a page that is still right. A build has looked at everything
 * before it comes here, and ended at the first mistake: looking again for each lesson would cost a fifth of it.
 */
export function lessonGate(contentDir: string, { isBuild }: { isBuild: boolean }) {
  const isLesson = (file: string) => file.startsWith(contentDir) && file.endsWith('/index.mdx');
  return {
    name: 'lesson-gate',
    enforce: 'pre' as const,
    transform: {
      order: 'pre' as const,
      filter: { id: /\.mdx$/ },
      async handler(code: string, id: string) {
        if (!isLesson(id)) return;
        const problems = isBuild ? [] : await contentProblems(contentDir, id);
        const words = problems.map(({ file, line, column, message, hint }) => `${file}:${line}:${column}\n${message}\n${hint}\n`);
        return { code: words.length > 0 ? notice(words) : blankFrontmatter(code), map: null };
      },
    },
    hotUpdate: {
      order: 'pre' as const,
      async handler({ file, type }: { file: string; type: 'create' | 'update' | 'delete' }) {
        if (!isLesson(file)) return undefined;
        // A lesson that goes or moves reloads the page when Astro's store of entries knows of it.
        const isLater = type === 'delete' || (await contentProblems(contentDir, file)).length > 0;
        return isLater ? [] : undefined;
      },
    },
  };
}

/** The mistakes as the text of a lesson, in a fence longer than any that they may name. */
function notice(words: readonly string[]): string {
  const fence = '~'.repeat(12);
  return `<p data-mistake>This lesson has a mistake. Mend it, and the page comes by itself.</p>\n\n${fence}text\n${words.join('\n')}\n${fence}\n`;
}
