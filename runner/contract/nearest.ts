/** The one of `names` that a mistyped `word` most likely meant, or undefined when none is close. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const ranked = names
    .map((name) => ({ name, distance: editDistance(word.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  // Of names that are as far away, a short one can be too far and a long one near.
  const isNear = ({ name, distance }: { name: string; distance: number }) =>
    distance === ranked[0]?.distance && distance <= Math.max(2, Math.floor(name.length / 3));
  return ranked.find(isNear)?.name;
}

/** What services are called by the protocol they speak, or in short. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  mqtt: 'mosquitto',
  amqp: 'rabbitmq',
  ldap: 'openldap',
  influx: 'influxdb',
};

/** `Did you mean …?` when a name is near, the only one that begins with the word, or the usual one for it; else the allowed names. */
export function suggest(word: string, names: readonly string[]): string {
  const near = nearest(word, names) ?? longer(word, names) ?? nearest(usualName(word), names);
  if (near) return `Did you mean \`${near}\`?`;
  return names.length > 0 ? `Allowed: ${names.join(', ')}.` : 'There is none to choose from.';
}

/** Another word for a service by its name, also in front of a dot: `mqtt.message` is `mosquitto.message`. */
export function usualName(word: string): string {
  return word.replace(/^[a-z]+/i, (family) => OTHER_NAMES[family.toLowerCase()] ?? family);
}

/** `lagAtMost` for `lag`; undefined when several names begin with the word, as nobody knows which was meant. */
function longer(word: string, names: readonly string[]): string | undefined {
  const begun = word.length < 3 ? [] : names.filter((name) => name.toLowerCase().startsWith(word.toLowerCase()));
  return begun.length === 1 ? begun[0] : undefined;
}

/** Levenshtein distance, one row at a time. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
