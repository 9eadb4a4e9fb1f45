import { readFile } from 'node:fs/promises';
import { type LessonProblem, type LessonSource, readLessonSource, type TextNode, visit } from '#contract/lesson-source.ts';
import { suggest } from '#contract/nearest.ts';
import type { FenceFiles } from '#contract/read-fence.ts';
import { fenceFiles } from './fence-files.ts';
import { type LessonFile, lessonsBefore } from './lesson-files.ts';
import { attributeOf, elementName, placeOf } from './lesson-text.ts';

const UID = /^[\w-]{1,40}$/;
/** A uid in a dashboard's JSON or YAML, or in a program that saves one: also `.uid = "…"` of jq, and quotes within quotes. */
const WRITTEN_UID = /\buid\\?["']?\]?\s*(?::|\|?=)\s*\\?["']?(?!(?:null|undefined|string)\b)([\w-]{1,40})(?![\w.$([{-])/g;
/** A panel says by uid which data source it asks, and a lesson's text which dashboard it shows: neither saves a dashboard. */
const OTHER_UID = /\bdatasource\\?["']?\s*[:=]\s*\{[^}]*\}|\bdatasource\??\.uid\b|<Dashboard\b[^>]*>/g;
/** Files that may be a dashboard or save one. */
const MAY_SAVE = /\.(?:json|jq|ya?ml|[cm]?[jt]s|py|sh)$/;
/** Other files have uids of their own, of people say. */
const OF_DASHBOARDS = /\b(?:dashboards?|panels)\b/i;

/**
 * `<Dashboard uid="…" />` of a dashboard that neither this lesson nor one before it proves or saves: its frame would wait for
 * ever and say that it comes once it is saved.
 */
export async function dashboardProblems(
  source: LessonSource,
  text: TextNode,
  before: () => Promise<string[]>,
): Promise<LessonProblem[]> {
  const shown = shownDashboards(text);
  if (shown.length === 0) return [];
  const known = [...new Set([...dashboardsOf(source), ...(await before())])].filter((name) => UID.test(name));
  return shown
    .filter(({ uid }) => !known.includes(uid))
    .map(({ uid, ...place }) => ({
      ...place,
      message: `No lesson so far has a dashboard \`${uid}\`.`,
      // Not all ways to save one can be seen in the text.
      hint: `${known.length > 0 ? `${suggest(uid, known)} Or prove` : 'Prove'} it: \`check: grafana.dashboard, dashboard: ${uid}\`.`,
    }));
}

/**
 * The dashboards that are there without the text of a lesson: those that the lessons of its track before it prove or save,
 * and those in the files that it and they start from. `lessons`: all, in order.
 */
export async function dashboardsBefore(lesson: LessonFile, lessons: readonly LessonFile[]): Promise<string[]> {
  const before = lessonsBefore(lesson, lessons);
  const read = await Promise.all(
    before.map(async ({ path }) => dashboardsOf(readLessonSource(await readFile(path, 'utf8'), fenceFiles(path)))),
  );
  return [...read.flat(), ...[...before, lesson].flatMap(({ path }) => dashboardsInFiles(fenceFiles(path)))];
}

function dashboardsInFiles({ names, read }: FenceFiles): string[] {
  const texts = names().flatMap((name) => (MAY_SAVE.test(name) ? (read(name)?.text ?? []) : []));
  return texts.filter((text) => OF_DASHBOARDS.test(text)).flatMap(writtenUids);
}

/** What its checks look at, and what its blocks call by a `uid`. */
function dashboardsOf({ fields, blocks }: LessonSource): string[] {
  const checked = (fields?.checks ?? []).flatMap((check) => (check.check === 'grafana.dashboard' ? [check.dashboard] : []));
  return [...checked, ...blocks.flatMap(({ text }) => writtenUids(text))];
}

const writtenUids = (text: string): string[] =>
  [...text.replaceAll(OTHER_UID, '').matchAll(WRITTEN_UID)].map(([, uid = '']) => uid);

function shownDashboards(text: TextNode): { uid: string; line: number; column: number }[] {
  const shown: { uid: string; line: number; column: number }[] = [];
  visit(text, (node) => {
    const uid = elementName(node) === 'Dashboard' ? attributeOf(node, 'uid') : undefined;
    if (typeof uid === 'string') shown.push({ uid, ...placeOf(node) });
  });
  return shown;
}
