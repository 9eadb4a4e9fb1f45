import type { Field, Frame } from './frame.ts';

/** What a field is called on the page, as Grafana names it: its own name, or series and labels where they tell it apart. */
export function fieldName(field: Field, frame: Frame, frames: readonly Frame[]): string {
  const { displayName, displayNameFromDS } = field.config;
  if (displayName) return fillName(displayName, field, frame);
  if (displayNameFromDS) return displayNameFromDS;
  if (field.type === 'time') return field.name || 'Time';
  const parts: string[] = [];
  const labels = Object.entries(field.labels);
  if (frames.length > 1 && frames.some(({ name }) => name !== frame.name) && frame.name) parts.push(frame.name);
  if (field.name && field.name.toLowerCase() !== 'value') parts.push(field.name);
  const single = onlyLabel(frames);
  if (single && field.labels[single]) parts.push(field.labels[single]);
  else if (labels.length > 0) parts.push(`{${labels.map(([name, value]) => `${name}="${value}"`).join(', ')}}`);
  return parts.join(' ') || frame.name || field.name || 'Value';
}

/** The label that all series have as their only one. */
function onlyLabel(frames: readonly Frame[]): string | undefined {
  const names = new Set(frames.flatMap(({ fields }) => fields.flatMap(({ labels }) => Object.keys(labels))));
  return names.size === 1 ? [...names][0] : undefined;
}

function fillName(pattern: string, field: Field, frame: Frame): string {
  return pattern
    .replace(/\$\{__field\.labels\.([^}]+)\}/g, (_, label: string) => field.labels[label] ?? '')
    .replace(/\$\{__field\.labels\}/g, () => Object.values(field.labels).join(', '))
    .replace(/\$\{__(?:field|series)\.name\}/g, (whole) => (whole.includes('series') ? frame.name || field.name : field.name));
}
