// What calculations.json asks for, computed from what a window has counted.
import { readFileSync } from 'node:fs';

/** What is counted of one metric: enough for all calculations, however many samples there are. */
export type Tally = {
  samples: number;
  count: number;
  sum: number;
  min: number;
  max: number;
};

const TAKES = {
  mean: ({ sum, count }: Tally) => sum / count,
  max: ({ max }: Tally) => max,
  min: ({ min }: Tally) => min,
  sum: ({ sum }: Tally) => sum,
  count: ({ count }: Tally) => count,
};

/** One result: a number taken of a metric, or two results above it, one divided by the other. */
export type Calculation =
  | { name: string; metric: string; take: keyof typeof TAKES }
  | { name: string; divide: string; by: string };

/** How long a window is, how long it waits for samples that come late (ms), and what is computed when it is over. */
export type Settings = {
  windowMs: number;
  latenessMs: number;
  calculations: Calculation[];
};

/** Computes all results of a window in their order. What has no samples is null, and so is what builds on it. */
export function calculate(
  calculations: Calculation[],
  tallies: Record<string, Tally>,
): Record<string, number | null> {
  const results: Record<string, number | null> = {};
  for (const calculation of calculations)
    results[calculation.name] = resultOf(calculation, tallies, results);
  return results;
}

function resultOf(
  calculation: Calculation,
  tallies: Record<string, Tally>,
  results: Record<string, number | null>,
): number | null {
  if ('take' in calculation) {
    const tally = tallies[calculation.metric];
    return tally && tally.count > 0 ? TAKES[calculation.take](tally) : null;
  }
  const [one, other] = [results[calculation.divide], results[calculation.by]];
  return typeof one === 'number' && typeof other === 'number' && other !== 0
    ? one / other
    : null;
}

/** Reads calculations.json. What is wrong in it is an error that says where, before anything is computed. */
export function readSettings(file: string): Settings {
  const settings = JSON.parse(readFileSync(file, 'utf8')) as Settings;
  const refuse = (what: string) => {
    throw new Error(`${file}: ${what}`);
  };
  if (!(settings.windowMs >= 100)) refuse('windowMs has to be 100 or more');
  if (!(settings.latenessMs >= 0)) refuse('latenessMs has to be 0 or more');
  if (!Array.isArray(settings.calculations)) refuse('calculations has to be a list');
  const names = new Set<string>();
  for (const calculation of settings.calculations) {
    if (typeof calculation.name !== 'string') refuse('a calculation has no name');
    const { name } = calculation;
    if ('take' in calculation) {
      if (typeof calculation.metric !== 'string')
        refuse(`${name} does not say of which metric`);
      if (!(calculation.take in TAKES))
        refuse(
          `${name} takes ${calculation.take}. There is ${Object.keys(TAKES).join(', ')}`,
        );
    } else {
      for (const part of [calculation.divide, calculation.by]) {
        if (!names.has(part))
          refuse(`${name} uses ${part}, which no calculation above it gives`);
      }
    }
    names.add(name);
  }
  return settings;
}
