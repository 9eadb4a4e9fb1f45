import { stringify } from 'yaml';

/** The `track.yaml` of a new track: valid at once, with a word behind each line that is for the author to write. */
export function trackText({ title, order }: { title: string; order: number }): string {
  return `# yaml-language-server: $schema=../../.astro/collections/track.schema.json
title: ${stringify(title, { lineWidth: 0 }).trimEnd()}
# To write: what the track is about, in one sentence.
summary: What happens to a stream of events on its way from a source to a table.
# To write: what the learner has in the end, in one sentence.
builds: A small pipeline that runs on your own machine.
order: ${order}
# The services that its lessons use, such as [rabbitmq, kafka]. Each then wants the track among its profiles in docker/compose.yaml.
services: []
# To write: the picture. A part has an id, a kind (source, queue, topic, connector, processor, table, store, dashboard),
# a short label, and if you like a note and the service that it is. A lesson names in \`adds\` the parts that it builds.
nodes:
  - { id: source, kind: source, label: source, note: where events come from }
  - { id: result, kind: table, label: result, note: what is kept of them }
edges:
  - [source, result]
`;
}
