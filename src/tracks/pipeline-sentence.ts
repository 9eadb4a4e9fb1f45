import type { Edge } from './pipeline-layout.ts';
import type { Pipeline } from './pipeline-picture.ts';

/** What the picture shows, for those who do not see it: the ways through it, what this lesson adds, what is still to come. */
export function pipelineSentence(pipeline: Pipeline): string {
  const of = (state: string) => pipeline.nodes.filter(({ id }) => pipeline.states?.get(id) === state).map(({ label }) => label);
  const here = of('here');
  const later = of('none');
  const sentences = [pipelineWays(pipeline)];
  if (here.length > 0) sentences.push(`This lesson adds ${listInWords(here)}.`);
  if (later.length > 0 && later.length < pipeline.nodes.length) sentences.push(`Still to come: ${listInWords(later)}.`);
  return sentences.join(' ');
}

/** `Generator → Kafka → Spark → Status, and Spark → MySQL.` */
export function pipelineWays({ nodes, edges }: Pick<Pipeline, 'nodes' | 'edges'>): string {
  const label = new Map(nodes.map(({ id, label }) => [id, label]));
  const rest = new Set<Edge>(edges);
  const ways: string[][] = [];
  for (let first = rest.values().next().value; first; first = rest.values().next().value) {
    const way = [first[0]];
    for (let edge: Edge | undefined = first; edge; edge = [...rest].find(([from]) => from === way.at(-1))) {
      rest.delete(edge);
      way.push(edge[1]);
    }
    ways.push(way.map((id) => label.get(id) ?? id));
  }
  const words = ways.map((way) => way.join(' → '));
  return `${words.length === 2 ? words.join(', and ') : listInWords(words)}.`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listInWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
