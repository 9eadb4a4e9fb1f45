import { readFile } from 'node:fs/promises';
import { type LessonProblem, type LessonSource, readLessonSource, type TextNode, visit } from '#contract/lesson-source.ts';
import { suggest } from '#contract/nearest.ts';
import { fenceFiles } from './fence-files.ts';
import { type LessonFile, lessonsBefore } from './lesson-files.ts';
import { attributeOf, elementName, placeOf } from './lesson-text.ts';

const UID = /^[\w-]{1,40}$/;
/** A uid in a dashboard's JSON, or in a program that saves one. */
const WRITTEN_UID = /\buid["']?\s*:\s*["']([\w-]{1,40})["']/g;
/** A panel says by uid which data source it asks: that is no dashboard's. */
const DATA_SOURCE = /["']?\bdatasource["']?\s*:\s*\{[^}]*\}/g;

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
      hint: known.length > 0 ? suggest(uid, known) : `Prove it: \`check: grafana.dashboard, dashboard: ${uid}\`.`,
    }));
}

/** The dashboards that the lessons of a track before one prove or save. `lessons`: all, in order. */
export async function dashboardsBefore(lesson: LessonFile, lessons: readonly LessonFile[]): Promise<string[]> {
  const read = await Promise.all(
    lessonsBefore(lesson, lessons).map(async ({ path }) =>
      dashboardsOf(readLessonSource(await readFile(path, 'utf8'), fenceFiles(path))),
    ),
  );
  return read.flat();
}

/** What its checks look at, and what its blocks call by a `uid`. */
function dashboardsOf({ fields, blocks }: LessonSource): string[] {
  const checked = (fields?.checks ?? []).flatMap((check) => (check.check === 'grafana.dashboard' ? [check.dashboard] : []));
  const saved = blocks.flatMap(({ text }) => [...text.replaceAll(DATA_SOURCE, '').matchAll(WRITTEN_UID)]);
  return [...checked, ...saved.map(([, uid = '']) => uid)];
}

function shownDashboards(text: TextNode): { uid: string; line: number; column: number }[] {
  const shown: { uid: string; line: number; column: number }[] = [];
  visit(text, (node) => {
    const uid = elementName(node) === 'Dashboard' ? attributeOf(node, 'uid') : undefined;
    if (typeof uid === 'string') shown.push({ uid, ...placeOf(node) });
  });
  return shown;
}
