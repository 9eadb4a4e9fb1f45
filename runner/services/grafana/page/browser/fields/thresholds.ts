import type { FieldConfig } from '../model/dashboard-json.ts';
import { number, records, text } from '../model/read-json.ts';

/** From this value on, this colour. */
export type Step = { value: number; color: string };

/** The thresholds of a field in rising order, the first from -∞ on; percentages are of the range from `min` to `max`. */
export function thresholdSteps(config: FieldConfig, { min, max }: { min: number; max: number }): Step[] {
  const stored = records(config.thresholds?.steps);
  const isPercent = config.thresholds?.mode === 'percentage';
  const steps = stored.map(({ value, color }) => {
    const from = number(value) ?? Number.NEGATIVE_INFINITY;
    return { value: isPercent && Number.isFinite(from) ? min + ((max - min) * from) / 100 : from, color: text(color) ?? 'green' };
  });
  steps.sort((a, b) => a.value - b.value);
  return steps.length > 0
    ? steps
    : [
        { value: Number.NEGATIVE_INFINITY, color: 'green' },
        { value: isPercent ? min + (max - min) * 0.8 : 80, color: 'red' },
      ];
}

/** The step that a value is in. */
export const stepOf = (value: number, steps: readonly Step[]): Step | undefined =>
  steps.findLast((step) => value >= step.value) ?? steps[0];
