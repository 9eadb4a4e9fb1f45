/** How many steps each source guide has, by track: `S0-01` to `S0-30`, and so on. From the list of what the guides ask for. */
const STEPS: Record<string, { guide: number; steps: number }> = {
  'event-enrichment': { guide: 0, steps: 30 },
  'log-triage': { guide: 1, steps: 10 },
  'machine-telemetry': { guide: 2, steps: 14 },
  'filesystem-anomalies': { guide: 3, steps: 8 },
  'change-data-capture': { guide: 4, steps: 14 },
};

/** The steps of a track's guide that none of its lessons covers, in order. */
export function uncoveredSteps(track: string, lessons: readonly { covers: readonly string[] }[]): string[] {
  const known = STEPS[track];
  if (!known) return [];
  const covered = new Set(lessons.flatMap(({ covers }) => covers));
  const all = Array.from({ length: known.steps }, (_, i) => `S${known.guide}-${String(i + 1).padStart(2, '0')}`);
  return all.filter((step) => !covered.has(step));
}
