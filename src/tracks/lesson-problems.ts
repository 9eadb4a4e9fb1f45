import { dirname, join } from 'node:path';
import { type LessonProblem, type LessonSource, readLessonSource, visit } from '#contract/lesson-source.ts';
import { suggest } from '#contract/nearest.ts';
import type { Block } from '#contract/read-fence.ts';
import type { TrackFields } from '#contract/track.ts';
import { blockTextProblems } from './block-text-problems.ts';
import { componentProblems } from './component-problems.ts';
import { dashboardProblems } from './dashboard-problems.ts';
import { fenceFiles } from './fence-files.ts';
import { headingProblems } from './heading-problems.ts';
import { imageProblems } from './image-problems.ts';
import type { LessonFile } from './lesson-files.ts';
import { attributeOf, elementName, placeOf } from './lesson-text.ts';
import { linkProblems } from './link-problems.ts';
import { programProblems } from './program-problems.ts';
import { serviceProblems } from './service-problems.ts';
import { shapeProblems } from './shape-problems.ts';
import { pageOf, type SitePages } from './site-pages.ts';

const FENCE = /^(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1[`~]*[ \t]*$/gm;

/** What a lesson is looked at with: its place, the pages of the site, and its track. */
export type LessonSurroundings = {
  lesson: LessonFile;
  contentDir: string;
  pages: SitePages;
  /** Undefined when its track cannot be read. */
  track: TrackFields | undefined;
  /** Blocks in the background of the lessons before it. */
  programsBefore: () => Promise<Block[]>;
  /** Dashboards that the lessons before it prove or save. */
  dashboardsBefore: () => Promise<string[]>;
};

/** Everything wrong with a lesson's text: by itself, and with what it names elsewhere. In the order of its lines. */
export async function lessonProblems(text: string, surroundings: LessonSurroundings): Promise<LessonProblem[]> {
  const source = readLessonSource(text, fenceFiles(surroundings.lesson.path));
  const { fields, problems } = source;
  const found = [...problems, ...blockTextProblems(source.blocks)];
  if (source.text) found.push(...(await textProblems(source, surroundings)));
  if (!fields) return sorted(found);
  const earlier = fields.programs.length > 0 ? await surroundings.programsBefore() : [];
  found.push(...serviceProblems(source, earlier), ...programProblems(source, earlier));
  const { track, lesson } = surroundings;
  if (track) {
    const nodes = track.nodes.map(({ id }) => id);
    found.push(...unknownParts(source, nodes), ...servicesBeside(source, { id: lesson.track, services: track.services }));
  }
  found.push(...panelProblems(source, text));
  return sorted(found);
}

async function textProblems(source: LessonSource, surroundings: LessonSurroundings): Promise<LessonProblem[]> {
  const { lesson, contentDir, pages, dashboardsBefore } = surroundings;
  const { text } = source;
  if (!text) return [];
  const { shown, anchors = [] } = pageOf(source);
  return [
    ...componentProblems(text),
    ...headingProblems(text),
    ...shapeProblems(text),
    ...(source.fields ? await dashboardProblems(source, text, dashboardsBefore) : []),
    ...(await linkProblems(text, { id: lesson.id, isDraft: shown === 'as a draft', anchors }, pages)),
    ...(await imageProblems(text, { folder: dirname(lesson.path), publicDir: join(contentDir, '..', 'public') })),
  ];
}

const sorted = (problems: LessonProblem[]): LessonProblem[] => problems.sort((a, b) => a.line - b.line);

/** A lesson with checks has a panel for all of them, and one without checks has none. */
function panelProblems({ fields, text: tree }: LessonSource, text: string): LessonProblem[] {
  if (!fields || !tree) return [];
  if (fields.checks.length === 0) {
    const problems: LessonProblem[] = [];
    visit(tree, (node) => {
      if (elementName(node) !== 'Verify' || attributeOf(node, 'checks')) return;
      const hint = 'Add `checks:` to the frontmatter, or leave `<Verify />` out.';
      problems.push({ ...placeOf(node), message: 'The lesson has no checks that `<Verify />` could look at.', hint });
    });
    return problems;
  }
  if (hasWholeVerify(text)) return [];
  return [
    {
      line: text.trimEnd().split('\n').length,
      column: 1,
      message: 'The lesson has checks, and no panel that looks at all of them.',
      hint: 'Write `<Verify />` at the end.',
    },
  ];
}

/** True when a `<Verify />` without `checks=` stands outside of code. */
function hasWholeVerify(text: string): boolean {
  return /<Verify\s*(?:\/>|>)/.test(text.replace(FENCE, ''));
}

function unknownParts({ fields, lineOf }: LessonSource, nodes: readonly string[]): LessonProblem[] {
  return (fields?.adds ?? []).flatMap((id, index) =>
    nodes.includes(id)
      ? []
      : [{ ...lineOf(['adds', index]), message: `The track's picture has no part \`${id}\`.`, hint: suggest(id, nodes) }],
  );
}

/** Services of the lesson that its track does not have: on the Docker stack nothing would start them by the track's name. */
function servicesBeside({ fields, lineOf }: LessonSource, track: { id: string; services: readonly string[] }): LessonProblem[] {
  return (fields?.services ?? []).flatMap((id, index) =>
    track.services.includes(id)
      ? []
      : [
          {
            ...lineOf(['services', index]),
            message: `The track has no service \`${id}\`.`,
            hint: `Add ${id} to \`services\` in content/${track.id}/track.yaml.`,
          },
        ],
  );
}
