/** Something that is asked of InfluxDB over HTTP. What is not said: the database `plant`, no other parameters, no headers. */
export type Question =
  /** A query, which goes out as GET unless `post` says otherwise. */
  | ({ q: string; post?: 'query string' | 'form' } & Common)
  /** Line protocol; with `gzip` it goes out compressed. */
  | ({ write: string; gzip?: boolean } & Common)
  /** Any other request: `GET /ping`. */
  | ({ do: string; body?: string } & Pick<Common, 'headers'>);

type Common = {
  /** The parameter `db`; null leaves it out. */
  db?: string | null;
  /** Further parameters: `epoch`, `precision`, `chunked`. */
  with?: Record<string, string>;
  headers?: Record<string, string>;
};

/** Questions about one subject, asked one after the other; a plain string is a query. */
export type Group = {
  /** What they are about: the name of the group's file. */
  name: string;
  /** Line protocol that is in the database `plant` before the first of them. */
  lines: readonly string[];
  questions: readonly (string | Question)[];
};

/** A question in one line, as it stands above its answer in a transcript. */
export function title(question: string | Question): string {
  if (typeof question === 'string') return question.replaceAll('\n', '⏎');
  const { headers, ...rest } = question;
  const [what, more] =
    'q' in rest ? [rest.q, rest] : 'write' in rest ? [`write ${JSON.stringify(rest.write)}`, rest] : [rest.do, rest];
  const facts = Object.entries({ ...more, ...headers }).filter(([key]) => !['q', 'write', 'do'].includes(key));
  const said = facts.map(([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return `${what.replaceAll('\n', '⏎')}${said.length > 0 ? `  [${said.join(', ').replaceAll('\n', '⏎')}]` : ''}`;
}
