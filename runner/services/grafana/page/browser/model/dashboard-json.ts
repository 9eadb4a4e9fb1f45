import type { Json } from './read-json.ts';

/** The data source that a panel or query names. Old dashboards have a name, or nothing for the default. */
export type DataSourceRef = { type?: string; uid?: string } | string | null | undefined;

/** A query of a panel, as its data source knows it. */
export type Target = Json & { refId?: string; datasource?: DataSourceRef; hide?: boolean };

/** Place and size in the grid: 24 columns, rows of 30 px with 8 px between them. */
export type GridPos = { x: number; y: number; w: number; h: number };

/** How values of one field are shown. */
export type FieldConfig = {
  displayName?: string;
  displayNameFromDS?: string;
  unit?: string;
  decimals?: number | null;
  min?: number | null;
  max?: number | null;
  /** Bounds that are not said are those of the field, not of all fields. */
  fieldMinMax?: boolean;
  noValue?: string;
  color?: { mode?: string; fixedColor?: string; seriesBy?: string };
  mappings?: unknown;
  thresholds?: { mode?: string; steps?: { value: number | null; color: string }[] };
  custom?: Json;
};

/** Which fields an override is for, and what it sets. */
export type Override = {
  matcher?: { id?: string; options?: unknown };
  properties?: { id?: string; value?: unknown }[];
};

/** A panel as it is stored, brought to the form of Grafana 12. */
export type Panel = {
  id: number;
  type: string;
  title: string;
  description?: string;
  transparent: boolean;
  /** The title does not say that the panel has times of its own. */
  hideTimeOverride: boolean;
  links: Json[];
  gridPos: GridPos;
  datasource: DataSourceRef;
  targets: Target[];
  fieldConfig: { defaults: FieldConfig; overrides: Override[] };
  options: Json;
  transformations: { id?: string; disabled?: boolean; options?: unknown }[];
  maxDataPoints?: number;
  interval?: string;
  timeFrom?: string;
  timeShift?: string;
  repeat?: string;
  repeatDirection?: string;
  maxPerRow?: number;
  /** A row that is folded holds its panels itself. */
  collapsed: boolean;
  panels: Panel[];
  /** What the stored panel uses and this page lacks, in words. */
  lacks: string[];
  /** Values of variables that hold in this panel only: a repeated one. */
  scope?: Record<string, string>;
};

/** A variable of a dashboard, as it is stored. */
export type VariableJson = Json & { name: string; type: string };

/** A dashboard brought to the form of Grafana 12. */
export type Dashboard = {
  uid: string;
  title: string;
  tags: string[];
  timezone: string;
  time: { from: string; to: string };
  refresh: string;
  /** 0: every graph for itself, 1: a crosshair in all graphs, 2: and tooltips. */
  graphTooltip: number;
  variables: VariableJson[];
  panels: Panel[];
  refreshIntervals: string[];
  /** Whether times can be chosen. */
  hasTimePicker: boolean;
  links: Json[];
  /** What the stored dashboard uses as a whole and this page lacks, in words. */
  lacks: string[];
};
