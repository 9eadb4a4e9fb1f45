/** A step of the query builder: `{ type: 'mean', params: [] }`. */
export type Part = { type: string; params: string[] };

type Render = (part: Part, inner: string) => string;

const FUNCTIONS = [
  ...['count', 'distinct', 'integral', 'mean', 'median', 'mode', 'spread', 'stddev', 'sum'],
  ...['bottom', 'first', 'last', 'max', 'min', 'percentile', 'top'],
  ...['cumulative_sum', 'derivative', 'difference', 'elapsed', 'moving_average'],
  ...['non_negative_derivative', 'non_negative_difference', 'holt_winters', 'holt_winters_with_fit'],
  ...['time', 'fill'],
];

const RENDER: Readonly<Record<string, Render>> = {
  ...Object.fromEntries(FUNCTIONS.map((name) => [name, renderFunction])),
  field: renderName,
  tag: renderName,
  math: ({ params }, inner) => `${inner} ${params[0]}`,
  alias: ({ params }, inner) => `${inner} AS "${params[0]}"`,
};

/** A step as InfluxQL, around what the steps before it made. @throws Error in Grafana's words for a step it does not know */
export function renderPart(part: Part, inner = ''): string {
  const render = Object.hasOwn(RENDER, part.type) ? RENDER[part.type] : undefined;
  if (!render) throw new Error(`missing query definition for "${part.type}"`);
  return render(part, inner);
}

/** A name in quotes; `machine::tag` says which of two things of one name is meant. */
export function quotedName(name: string): string {
  const [, bare = name, kind = ''] = /^(.*?)(::tag|::field)?$/s.exec(name) ?? [];
  return `"${bare}"${kind}`;
}

function renderName({ params: [name = ''] }: Part): string {
  return name === '*' ? '*' : quotedName(name);
}

function renderFunction({ type, params }: Part, inner: string): string {
  const filled = params.map((param) => (type === 'time' && param === 'auto' ? '$__interval' : param));
  return `${type}(${[...(inner === '' ? [] : [inner]), ...filled].join(', ')})`;
}
