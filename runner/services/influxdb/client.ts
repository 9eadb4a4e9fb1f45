/** A value of an answer; a whole number that a number of JavaScript cannot hold is a bigint. */
export type Value = string | number | bigint | boolean | null;
/** Rows of an answer that belong together. `partial`: more of them come. */
export type Series = {
  name?: string;
  tags?: Record<string, string>;
  columns: string[];
  values?: Value[][];
  partial?: boolean;
};
type Result = { series?: Series[]; error?: string; messages?: { text: string }[] };
type Body = { error?: string; results?: Result[] };

/** InfluxDB refuses a statement or a write; the message is its own. */
export class InfluxRefusal extends Error {
  override readonly name = 'InfluxRefusal';
}

type Asked = {
  database?: string | undefined;
  /** The retention policy, where it is not the database's default. */
  policy?: string | undefined;
  /** Times as numbers of this unit; without it they are texts of RFC 3339. */
  epoch?: 'ms';
};

/** Asks InfluxDB over its HTTP API. */
export class InfluxClient {
  readonly #origin: string;
  readonly #signal: AbortSignal;

  /** `origin`: where it is: `http://127.0.0.1:8086`. */
  constructor(origin: string, signal: AbortSignal) {
    this.#origin = origin;
    this.#signal = signal;
  }

  /**
   * The rows that one statement answers with.
   * @throws InfluxRefusal; anything else means that it did not answer
   */
  async query(statement: string, asked: Asked = {}): Promise<Series[]> {
    const series: Series[] = [];
    for await (const part of this.stream(statement, asked)) series.push(...part.series);
    return series;
  }

  /** The rows of one statement as they come, and what it says of them. Of a long series each part says its columns anew. */
  async *stream(
    statement: string,
    { database, policy, epoch }: Asked = {},
  ): AsyncGenerator<{ series: Series[]; words: string[] }> {
    const parameters = new URLSearchParams({
      chunked: 'true',
      ...(database !== undefined && { db: database }),
      ...(policy !== undefined && { rp: policy }),
      ...(epoch && { epoch }),
    });
    const response = await this.#post(`/query?${parameters}`, new URLSearchParams({ q: statement }));
    for await (const line of linesOf(response)) {
      const { error, results = [] } = parse(line);
      if (error !== undefined) throw new InfluxRefusal(error);
      for (const result of results) {
        if (result.error !== undefined) throw new InfluxRefusal(result.error);
        yield { series: result.series ?? [], words: (result.messages ?? []).map(({ text }) => text) };
      }
    }
  }

  /** Writes line protocol. @throws InfluxRefusal */
  async write(lines: string, { database = '', policy }: Asked): Promise<void> {
    const parameters = new URLSearchParams({ db: database, ...(policy !== undefined && { rp: policy }) });
    const response = await this.#post(`/write?${parameters}`, lines);
    const text = await response.text();
    if (response.ok) return;
    throw new InfluxRefusal(parse(text).error ?? text);
  }

  /** The names of the databases, without the one about InfluxDB itself. */
  async databases(): Promise<string[]> {
    return firstColumn(await this.query('SHOW DATABASES')).filter((name) => name !== '_internal');
  }

  /** The names of a database's measurements. */
  async measurements(database: string): Promise<string[]> {
    return firstColumn(await this.query('SHOW MEASUREMENTS', { database }));
  }

  async #post(path: string, body: URLSearchParams | string): Promise<Response> {
    return await fetch(this.#origin + path, { method: 'POST', body, signal: this.#signal });
  }
}

/** A name as it is written in a statement. */
export const quoted = (name: string): string => `"${name.replaceAll(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;

const firstColumn = (series: readonly Series[]): string[] =>
  series.flatMap(({ values = [] }) => values.map(([name]) => String(name)));

/** An answer in parts is a JSON object per line. */
async function* linesOf(response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of response.body ?? []) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter((line) => line.trim() !== '');
  }
  if (rest.trim() !== '') yield rest;
}

function parse(text: string): Body {
  return JSON.parse(text, (_, value: unknown, context?: { source?: string }) =>
    Number.isInteger(value) && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
      ? BigInt(context?.source ?? '')
      : value,
  ) as Body;
}
