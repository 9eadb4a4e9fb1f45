import { nearest } from '#contract/nearest.ts';

type Named = { uid: string; name: string };

/** The one with this uid, or else with this name. */
export function findNamed<Thing extends Named>(wanted: string, things: readonly Thing[]): Thing | undefined {
  return things.find(({ uid }) => uid === wanted) ?? things.find(({ name }) => name === wanted);
}

/** Things that have a name and no uid, such as panels. */
export const namesOnly = (names: readonly string[]): Named[] => names.map((name) => ({ uid: name, name }));

/** There is no such data source, dashboard or panel, and what there is instead: its uid, with its name where that is another. */
export function missingName(
  kind: 'data source' | 'dashboard' | 'panel',
  wanted: string,
  things: readonly Named[],
): { actual: string; hint: string } {
  const near = nearest(wanted, [...new Set(things.flatMap(({ uid, name }) => [uid, name]))]);
  const words = things.map(({ uid, name }) => (uid === name ? uid : `${uid} (${name})`));
  const listed = words.slice(0, 5).join(', ') + (words.length > 5 ? `, and ${words.length - 5} more` : '');
  const instead = words.length === 0 ? `there are no ${kind}s` : `there ${words.length === 1 ? 'is' : 'are'}: ${listed}`;
  return {
    actual: `there is no ${kind} ${wanted}; ${instead}`,
    hint: near
      ? `A ${kind} ${near} is there. The names must be the same, letter by letter.`
      : `Run the block that makes the ${kind} ${wanted}.`,
  };
}
