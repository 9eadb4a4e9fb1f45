import type uPlot from 'uplot';
import { colorOf, faded, type Theme } from '../../fields/colors.ts';
import { type Step, thresholdSteps } from '../../fields/thresholds.ts';
import { record } from '../../model/read-json.ts';
import { hasThresholds } from './chart-options.ts';
import type { Series } from './series.ts';

/** Draws the thresholds of each scale once: `areas` under the lines of the chart, the dashed or full lines over them. */
export function drawThresholds(
  chart: uPlot,
  series: readonly Series[],
  { theme, part }: { theme: Theme; part: 'areas' | 'lines' },
): void {
  const done = new Set<string>();
  for (const line of series) {
    if (done.has(line.scale) || !hasThresholds(line)) continue;
    done.add(line.scale);
    const { min, max } = chart.scales[line.scale] ?? {};
    if (min === undefined || max === undefined || min === null || max === null) continue;
    const steps = thresholdSteps(line.field.config, { min, max });
    const mode = String(record(line.style.thresholdsStyle).mode);
    chart.ctx.save();
    chart.ctx.beginPath();
    chart.ctx.rect(chart.bbox.left, chart.bbox.top, chart.bbox.width, chart.bbox.height);
    chart.ctx.clip();
    if (part === 'areas' && mode.includes('area')) drawAreas(chart, steps, { theme, scale: line.scale });
    if (part === 'lines' && /line|dashed/.test(mode))
      drawLines(chart, steps, { theme, scale: line.scale, isDashed: mode.includes('dashed') });
    chart.ctx.restore();
  }
}

function drawAreas(chart: uPlot, steps: readonly Step[], { theme, scale }: { theme: Theme; scale: string }): void {
  const { left, top, width, height } = chart.bbox;
  for (const [index, step] of steps.entries()) {
    if (step.color === 'transparent') continue;
    const next = steps[index + 1];
    const bottom = Number.isFinite(step.value) ? chart.valToPos(step.value, scale, true) : top + height;
    const upper = next ? chart.valToPos(next.value, scale, true) : top;
    chart.ctx.fillStyle = faded(colorOf(step.color, theme), 0.12);
    chart.ctx.fillRect(left, upper, width, bottom - upper);
  }
}

type LineStyle = { theme: Theme; scale: string; isDashed: boolean };

function drawLines(chart: uPlot, steps: readonly Step[], { theme, scale, isDashed }: LineStyle): void {
  const { left, width } = chart.bbox;
  const ratio = devicePixelRatio;
  for (const step of steps) {
    if (!Number.isFinite(step.value) || step.color === 'transparent') continue;
    const y = chart.valToPos(step.value, scale, true);
    chart.ctx.strokeStyle = colorOf(step.color, theme);
    chart.ctx.lineWidth = 2 * ratio;
    chart.ctx.setLineDash(isDashed ? [10 * ratio, 6 * ratio] : []);
    chart.ctx.beginPath();
    chart.ctx.moveTo(left, y);
    chart.ctx.lineTo(left + width, y);
    chart.ctx.stroke();
  }
}
