import type { LessonFields } from '#contract/lesson.ts';
import { GUIDED_TRACKS, guideSteps, uncoveredSteps } from './guide-steps.ts';

/** How far the lessons of a track follow its guide. */
export type Coverage = {
  track: string;
  /** Steps of the guide that some lesson covers. */
  covered: number;
  /** Steps of the guide. */
  steps: number;
  /** Each lesson that covers any, in order, with its steps. */
  lessons: { lesson: string; covers: string[] }[];
  /** Steps that no lesson covers. */
  open: string[];
};

type Covering = { id: string; track: string; fields: Pick<LessonFields, 'covers' | 'draft'> };

/** The coverage of every guide, or of one track's; a draft covers nothing, as no learner meets it. */
export function coverageOf(lessons: readonly Covering[], only?: string): Coverage[] {
  return GUIDED_TRACKS.filter((track) => only === undefined || track === only).map((track) => {
    const own = lessons.filter((lesson) => lesson.track === track && !lesson.fields.draft);
    const steps = guideSteps(track);
    const open = uncoveredSteps(
      track,
      own.map(({ fields }) => fields),
    );
    const covering = own.map(({ id, fields }) => ({ lesson: id, covers: [...fields.covers] }));
    return {
      track,
      covered: steps.length - open.length,
      steps: steps.length,
      lessons: covering.filter(({ covers }) => covers.length > 0),
      open,
    };
  });
}

const LABEL_WIDTH = 38;
const LINE_WIDTH = 100;

/** Coverage as a table of at most 100 columns: a line per track, below it its lessons and what is open. */
export function coverageText(coverages: readonly Coverage[]): string {
  const lines = coverages.flatMap(({ track, covered, steps, lessons, open }) => [
    `  ${track.padEnd(LABEL_WIDTH - 2)}${covered} of ${steps}`,
    ...lessons.flatMap(({ lesson, covers }) => row(lesson.split('/').at(-1) ?? lesson, covers)),
    ...(open.length > 0 ? row('open', open) : []),
  ]);
  return [`${'steps of the guides'.padEnd(LABEL_WIDTH)}covered`, ...lines].join('\n');
}

function row(label: string, steps: readonly string[]): string[] {
  const lines: string[] = [];
  for (const range of ranges(steps)) {
    const last = lines.at(-1);
    const longer = last === undefined ? range : `${last}, ${range}`;
    if (last === undefined || LABEL_WIDTH + longer.length >= LINE_WIDTH) lines.push(range);
    else lines[lines.length - 1] = longer;
  }
  const short = label.length > LABEL_WIDTH - 6 ? `${label.slice(0, LABEL_WIDTH - 7)}…` : label;
  return lines.map((line, i) => `    ${(i === 0 ? short : '').padEnd(LABEL_WIDTH - 4)}${line}`);
}

/** `S0-04 to S0-08` for steps that follow each other. */
function ranges(steps: readonly string[]): string[] {
  const runs: string[][] = [];
  for (const step of [...steps].sort()) {
    const run = runs.at(-1);
    if (run && isNext(run.at(-1) ?? '', step)) run.push(step);
    else runs.push([step]);
  }
  return runs.map((run) => (run.length > 2 ? `${run[0]} to ${run.at(-1)}` : run.join(', ')));
}

function isNext(step: string, other: string): boolean {
  const [guide, number] = step.split('-');
  const [otherGuide, otherNumber] = other.split('-');
  return guide === otherGuide && Number(otherNumber) === Number(number) + 1;
}
