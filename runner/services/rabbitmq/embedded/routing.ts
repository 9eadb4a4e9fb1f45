/** What an exchange of the broker is declared with. */
export type Exchange = {
  name: string;
  type: 'direct' | 'fanout' | 'topic' | 'headers';
  durable: boolean;
  autoDelete: boolean;
  internal: boolean;
  arguments: Record<string, unknown>;
  /** Who declared it. */
  user: string;
};

/** A way from an exchange to a queue or to another exchange. */
export type Binding = { source: string; destination: string; kind: 'queue' | 'exchange'; routingKey: string };

/** What routing looks things up in. */
export type Routes = {
  exchange: (name: string) => Exchange | undefined;
  hasQueue: (name: string) => boolean;
  from: (exchange: string) => Iterable<Binding>;
};

/**
 * The queues a message reaches, each once. Exchanges are walked breadth first and each at most once, so bindings that
 * lead in a circle end.
 * @param keys the routing key and those of the headers CC and BCC.
 */
export function route(routes: Routes, exchange: string, keys: readonly string[]): Set<string> {
  const queues = new Set<string>();
  const seen = new Set([exchange]);
  for (const name of seen) {
    if (name === '') {
      for (const key of keys) if (routes.hasQueue(key)) queues.add(key);
      continue;
    }
    const type = routes.exchange(name)?.type;
    if (type === undefined) continue;
    for (const binding of routes.from(name)) {
      if (!keys.some((key) => leads(type, binding.routingKey, key))) continue;
      (binding.kind === 'queue' ? queues : seen).add(binding.destination);
    }
  }
  return queues;
}

function leads(type: Exchange['type'], pattern: string, key: string): boolean {
  if (type === 'fanout') return true;
  if (type === 'topic') return topicMatches(pattern, key);
  return type === 'direct' && pattern === key;
}

/** Topic patterns: `*` is one word, `#` none or more; words are divided by dots. An empty key has no words. */
export function topicMatches(pattern: string, key: string): boolean {
  const words = key === '' ? [] : key.split('.');
  // `open[i]` says that the pattern so far matches the first i words: one pass per pattern word, never exponential.
  let open = [true, ...words.map(() => false)];
  for (const part of pattern === '' ? [] : pattern.split('.')) {
    if (part === '#') {
      const first = open.indexOf(true);
      open = open.map((_, i) => first >= 0 && i >= first);
    } else open = [false, ...words.map((word, i) => open[i] === true && (part === '*' || part === word))];
  }
  return open[words.length] === true;
}
