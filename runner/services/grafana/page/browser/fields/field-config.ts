import { fieldName } from '../data/field-name.ts';
import type { Field, Frame } from '../data/frame.ts';
import { toPattern } from '../data/transform.ts';
import type { FieldConfig, Override, Panel } from '../model/dashboard-json.ts';
import { record, text, texts } from '../model/read-json.ts';

type Place = { field: Field; frame: Frame; frames: readonly Frame[] };

/** Whether an override is for a field, by the ids of Grafana's matchers. */
const MATCHERS: Readonly<Record<string, (place: Place, options: unknown) => boolean>> = {
  byName: (place, options) => options === place.field.name || options === nameOf(place),
  byRegexp: (place, options) => toPattern(text(options) ?? '')?.test(nameOf(place)) ?? false,
  byFrameRefID: ({ frame }, options) => frame.refId === options,
  byType: ({ field }, options) => field.type === options,
  byTypes: ({ field }, options) => texts(options).includes(field.type),
  numeric: ({ field }) => field.type === 'number',
  time: ({ field }) => field.type === 'time',
  byNames: (place, options) => {
    const { names, mode } = record(options);
    return texts(names).includes(nameOf(place)) === (mode !== 'exclude');
  },
};

const nameOf = ({ field, frame, frames }: Place): string => fieldName(field, frame, frames);

/** Gives every field its configuration: what its data source says, the panel's defaults, then the overrides that fit. */
export function configured(frames: readonly Frame[], { defaults, overrides }: Panel['fieldConfig']): Frame[] {
  const before = frames.map((frame) => ({
    ...frame,
    fields: frame.fields.map((field) => ({ ...field, config: withDefaults(field, defaults) })),
  }));
  return before.map((frame) => ({
    ...frame,
    fields: frame.fields.map((field) => ({ ...field, config: overridden({ field, frame, frames: before }, overrides) })),
  }));
}

/** What overrides use and this page lacks, in words. */
export function unknownMatchers(overrides: readonly Override[]): string[] {
  const ids = overrides.map(({ matcher }) => matcher?.id ?? '').filter((id) => !Object.hasOwn(MATCHERS, id));
  return [...new Set(ids)].map((id) => `overrides for fields ${id || 'without a matcher'}`);
}

/** A name for all is for values; the column of times keeps its own. */
function withDefaults({ config, type }: Field, { custom, displayName, ...defaults }: FieldConfig): FieldConfig {
  return {
    ...config,
    ...(type === 'time' ? {} : defaults),
    ...(displayName && type !== 'time' && !config.displayName ? { displayName } : {}),
    custom: { ...record(config.custom), ...record(custom) },
  };
}

function overridden(place: Place, overrides: readonly Override[]): FieldConfig {
  let config = place.field.config;
  for (const { matcher, properties } of overrides) {
    const id = matcher?.id ?? '';
    if (!Object.hasOwn(MATCHERS, id) || !MATCHERS[id]?.(place, matcher?.options)) continue;
    for (const { id: property = '', value } of Array.isArray(properties) ? properties : [])
      config = withProperty(config, property, value);
  }
  return config;
}

/** A configuration with one property set, by the id that overrides give it. */
export function withProperty(config: FieldConfig, property: string, value: unknown): FieldConfig {
  if (!property.startsWith('custom.')) return { ...config, [property]: value };
  return { ...config, custom: nested(record(config.custom), property.split('.').slice(1), value) };
}

/** A copy of an object with one value set, however deep: `axis.label`. */
function nested(within: Record<string, unknown>, [first = '', ...rest]: string[], value: unknown): Record<string, unknown> {
  return { ...within, [first]: rest.length === 0 ? value : nested(record(within[first]), rest, value) };
}
