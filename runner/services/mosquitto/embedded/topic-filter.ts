/**
 * Whether a filter takes a topic: `+` stands for one level, `#` at the end for any number of them, also none. A wildcard
 * in front takes no topic that begins with `$`.
 */
export function topicMatches(filter: string, topic: string): boolean {
  if (filter === topic) return true;
  if (topic.startsWith('$') && /^[+#]/.test(filter)) return false;
  const wanted = filter.split('/');
  const levels = topic.split('/');
  for (const [at, level] of wanted.entries()) {
    if (level === '#') return true;
    if (at >= levels.length || (level !== '+' && level !== levels[at])) return false;
  }
  return wanted.length === levels.length;
}

/** A subscription's quality of service, by filter. */
export type Qos = 0 | 1 | 2;

/** The best quality of service that these filters give a topic; undefined when none takes it. */
export function bestQos(filters: Iterable<readonly [filter: string, qos: Qos]>, topic: string): Qos | undefined {
  let best: Qos | undefined;
  for (const [filter, qos] of filters) {
    if ((best === undefined || qos > best) && topicMatches(filter, topic)) best = qos;
    if (best === 2) break;
  }
  return best;
}
