import type { OtherThing } from '#contract/messages/pipeline.ts';
import type { TrackNode } from '#contract/track.ts';
import type { PartState } from '../tracks/pipeline-picture.ts';
import { element } from './element.ts';

/** What is looked into first: the last part that this lesson adds, else the first of the picture, else what else is there. */
export function firstChoice(
  parts: readonly Pick<TrackNode, 'id' | 'shows'>[],
  others: readonly Pick<OtherThing, 'part'>[],
  lesson: ReadonlyMap<string, PartState>,
): string | undefined {
  const shown = parts.filter(({ shows }) => shows !== undefined);
  const added = shown.findLast(({ id }) => lesson.get(id) === 'here');
  return (added ?? shown[0])?.id ?? others[0]?.part;
}

/** The choice of what to look into: the parts of the picture, then what else is there, such as `Other topics`. */
export function peekOptions(parts: readonly Pick<TrackNode, 'id' | 'label'>[], others: readonly OtherThing[]): HTMLElement[] {
  const option = (value: string, label: string) => element('option', { value }, label);
  const kinds = [...new Set(others.map(({ kind }) => kind))];
  return [
    ...parts.map(({ id, label }) => option(id, label)),
    ...kinds.map((kind) => {
      const own = others.filter((other) => other.kind === kind);
      return element('optgroup', { label: `Other ${kind}s` }, ...own.map(({ part, label }) => option(part, label)));
    }),
  ];
}
