/** How many steps each source guide has, by track: `S0-01` to `S0-30`, and so on. From the list of what the guides ask for. */
const STEPS: Record<string, { guide: number; steps: number }> = {
  'event-enrichment': { guide: 0, steps: 30 },
  'log-triage': { guide: 1, steps: 10 },
  'machine-telemetry': { guide: 2, steps: 14 },
  'filesystem-anomalies': { guide: 3, steps: 8 },
  'change-data-capture': { guide: 4, steps: 14 },
};

/** The tracks that follow a source guide, in the guides' order. */
export const GUIDED_TRACKS: readonly string[] = Object.keys(STEPS);

/** All steps of a track's guide, in order; none when the track follows no guide. */
export function guideSteps(track: string): string[] {
  const known = STEPS[track];
  if (!known) return [];
  return Array.from({ length: known.steps }, (_, i) => `S${known.guide}-${String(i + 1).padStart(2, '0')}`);
}

/** The steps of a track's guide that none of its lessons covers, in order. */
export function uncoveredSteps(track: string, lessons: readonly { covers: readonly string[] }[]): string[] {
  const covered = new Set(lessons.flatMap(({ covers }) => covers));
  return guideSteps(track).filter((step) => !covered.has(step));
}
