import { type LessonProblem, type LineOf, readYaml, yamlProblems } from './lesson-source.ts';
import { suggest } from './nearest.ts';
import { NAME_FAULTS, OBSERVED, readShows } from './observed.ts';
import { SERVICE_TITLES } from './services.ts';
import { type TrackFields, type TrackNode, trackFields } from './track.ts';

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
  parsed.data.nodes.forEach((node, index) => {
    const wrong = showsProblem(node);
    if (wrong) problems.push({ ...lineOf(['nodes', index, 'shows']), ...wrong });
    if (node.program !== undefined && node.service !== undefined)
      problems.push({
        ...lineOf(['nodes', index, 'program']),
        message: `The part \`${node.id}\` has a service and a program.`,
        hint: 'Keep one of them: a program of the track lives in no service.',
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

/** What is wrong with what a part shows: its service decides what there is. */
function showsProblem({ id, shows, service }: TrackNode): { message: string; hint: string } | undefined {
  if (shows === undefined) return undefined;
  if (!service)
    return { message: `The part \`${id}\` shows something of no service.`, hint: 'Name its `service`, such as `rabbitmq`.' };
  const kinds = (OBSERVED as Record<string, Record<string, boolean>>)[service];
  const title = SERVICE_TITLES[service];
  if (!kinds)
    return { message: `Nothing of ${title} can be shown yet.`, hint: 'Leave `shows` out: the state of its service shows.' };
  const { kind, name } = readShows(shows);
  const isNamed = kinds[kind];
  if (isNamed === undefined)
    return { message: `Of ${title}, no \`${kind}\` can be shown.`, hint: suggest(kind, Object.keys(kinds)) };
  const fault = isNamed && name !== '' ? NAME_FAULTS[service]?.[kind]?.(name) : undefined;
  if (fault) return { message: `\`${name}\` is no ${kind} of ${title}: ${fault}.`, hint: `Correct \`shows\` of \`${id}\`.` };
  if (isNamed === (name !== '')) return undefined;
  return isNamed
    ? { message: `Which ${kind} of ${title} is shown?`, hint: `Write its name behind it: \`${kind} <name>\`.` }
    : { message: `\`${kind}\` of ${title} have no name.`, hint: `Write \`${kind}\` alone.` };
}
