import { nearest } from '#contract/nearest.ts';

/** There is no such database or measurement, and what there is instead: a mistyped name is seen at a glance. */
export function missingName(
  kind: 'database' | 'measurement',
  name: string,
  others: readonly string[],
): { actual: string; hint: string } {
  const near = nearest(name, others);
  const listed = others.slice(0, 5).join(', ') + (others.length > 5 ? `, and ${others.length - 5} more` : '');
  const instead = others.length === 0 ? `there are no ${kind}s` : `there ${others.length === 1 ? 'is' : 'are'}: ${listed}`;
  const make =
    kind === 'database'
      ? `Run the block that creates the database ${name}.`
      : `A measurement is there from its first row on: write one to ${name}.`;
  return {
    actual: `there is no ${kind} ${name}; ${instead}`,
    hint: near ? `A ${kind} ${near} is there. The names must be the same, letter by letter.` : make,
  };
}
