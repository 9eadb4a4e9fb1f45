import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A lesson as a test writes it. */
export type FixtureLesson = {
  services?: string[];
  /** Each check as YAML: `{ id: gate, check: file.exists, file: gate.txt }`. */
  checks?: string[];
  /** Fences; what `fence` makes. */
  blocks: string[];
  /** `programs` of the frontmatter. */
  programs?: string[];
  /** What the learner starts from: name → text. */
  files?: Record<string, string>;
};

const dirs = new Set<string>();
process.once('exit', () => {
  for (const dir of dirs) rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
});

/** A directory that is removed when this process ends: after every hook, so that what runs in it has ended before. */
export function temporaryDir(name = 'towpath-test'): string {
  const dir = mkdtempSync(join(tmpdir(), `${name}-`));
  dirs.add(dir);
  return dir;
}

/** Lessons of a track `try` by folder, `{ '01-first': … }`, in a directory for `--content-dir`. */
export function fixtureContent(lessons: Record<string, FixtureLesson>): string {
  const dir = temporaryDir('towpath-content');
  for (const [folder, lesson] of Object.entries(lessons)) writeLesson(dir, folder, lesson);
  return dir;
}

/** Writes one lesson, new or again. */
export function writeLesson(contentDir: string, folder: string, lesson: FixtureLesson): void {
  const { services = [], checks = [], blocks, files = {}, programs = [] } = lesson;
  const fields = ['title: A', 'summary: B', 'minutes: 1', `services: [${services}]`];
  if (programs.length > 0) fields.push(`programs: [${programs}]`);
  if (checks.length > 0) fields.push('checks:', ...checks.map((check) => `  - ${check}`));
  const dir = join(contentDir, 'try', folder);
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'index.mdx'), `---\n${fields.join('\n')}\n---\n\n${blocks.join('\n\n')}\n`);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, 'files', name)), { recursive: true });
    writeFileSync(join(dir, 'files', name), text);
  }
}

/** A fence in bash that runs, unless its attributes say `file=`. */
export const fence = (attributes: string, text: string): string =>
  `\`\`\`sh ${/(^| )file=/.test(attributes) ? '' : 'run '}${attributes}\n${text}\n\`\`\``;

/** A fence in TypeScript that runs; without a text, its file has it. */
export const program = (attributes: string, text?: string): string =>
  `\`\`\`ts run ${attributes}\n${text === undefined ? '' : `${text}\n`}\`\`\``;
