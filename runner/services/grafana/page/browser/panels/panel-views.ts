import { BarGauge } from './bar-gauge.ts';
import { gaugeCell } from './gauge.ts';
import type { PanelHost, PanelView } from './panel-view.ts';
import { statCell } from './stat.ts';
import { Table } from './table.ts';
import { TextPanel } from './text.ts';
import { TimeSeries } from './time-series/time-series.ts';
import { ValueCells } from './value-cells.ts';

/** How each type of panel is drawn. A type that is not here is named on the panel. */
const VIEWS: Readonly<Record<string, (host: PanelHost) => PanelView>> = {
  timeseries: (host) => new TimeSeries(host),
  stat: (host) => new ValueCells(host, statCell),
  gauge: (host) => new ValueCells(host, gaugeCell),
  bargauge: (host) => new BarGauge(host),
  table: (host) => new Table(host),
  text: (host) => new TextPanel(host),
};

/** Makes the view of a panel's type; undefined for a type that this page does not draw. */
export const panelView = (type: string, host: PanelHost): PanelView | undefined =>
  Object.hasOwn(VIEWS, type) ? VIEWS[type]?.(host) : undefined;

/** The types that are drawn, to be named where another one is asked for. */
export const DRAWN_TYPES: readonly string[] = Object.keys(VIEWS);
