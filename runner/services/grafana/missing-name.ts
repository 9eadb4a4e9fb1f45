import { nearest } from '#contract/nearest.ts';

type Named = { uid: string; name: string };

/** The one with this uid, or else with this name. */
export function findNamed<Thing extends Named>(wanted: string, things: readonly Thing[]): Thing | undefined {
  return things.find(({ uid }) => uid === wanted) ?? things.find(({ name }) => name === wanted);
}

/** There is no such data source or dashboard, and what there is instead. `names`: what it may be called by. */
export function missingName(
  kind: 'data source' | 'dashboard' | 'panel',
  wanted: string,
  names: readonly string[],
): { actual: string; hint: string } {
  const near = nearest(wanted, names);
  const listed = names.slice(0, 5).join(', ') + (names.length > 5 ? `, and ${names.length - 5} more` : '');
  const instead = names.length === 0 ? `there are no ${kind}s` : `there ${names.length === 1 ? 'is' : 'are'}: ${listed}`;
  return {
    actual: `there is no ${kind} ${wanted}; ${instead}`,
    hint: near
      ? `A ${kind} ${near} is there. The names must be the same, letter by letter.`
      : `Run the block that makes the ${kind} ${wanted}.`,
  };
}
