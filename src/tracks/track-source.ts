import { type LessonProblem, type LineOf, readYaml, yamlProblems } from '#contract/lesson-source.ts';
import { suggest } from '#contract/nearest.ts';
import { type TrackFields, trackFields } from '#contract/track.ts';

/** A `track.yaml` as its author wrote it. `fields` is there when nothing in it was wrong; `lineOf` gives the place of one by its path. */
export type TrackSource = { fields: TrackFields | undefined; problems: LessonProblem[]; lineOf: LineOf };

/** Reads the text of a `track.yaml`: its fields, and whether the lines of its picture join parts that exist. */
export function readTrackSource(source: string): TrackSource {
  const problems: LessonProblem[] = [];
  const { value, lineOf } = readYaml(source, problems);
  if (value === undefined) return { fields: undefined, problems, lineOf };
  const parsed = trackFields.safeParse(value);
  if (!parsed.success) {
    const names = Object.keys(trackFields.shape);
    return { fields: undefined, problems: yamlProblems(parsed.error, { value, lineOf, names, schema: trackFields }), lineOf };
  }
  const ids = parsed.data.nodes.map(({ id }) => id);
  ids.forEach((id, index) => {
    if (ids.indexOf(id) !== index)
      problems.push({
        ...lineOf(['nodes', index, 'id']),
        message: `The id \`${id}\` is taken by an earlier part.`,
        hint: 'Give this part another id.',
      });
  });
  parsed.data.edges.forEach((edge, index) => {
    for (const [end, id] of edge.entries()) {
      if (!ids.includes(id))
        problems.push({
          ...lineOf(['edges', index, end]),
          message: `The picture has no part \`${id}\`.`,
          hint: suggest(id, ids),
        });
    }
  });
  return { fields: parsed.data, problems, lineOf };
}
