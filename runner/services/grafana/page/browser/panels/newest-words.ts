/** How many values a label names: more than these nobody listens to. */
const MOST = 6;

/** The newest values as a sentence: `Newest: m1 21.4 °C, m2 19 °C.` */
export function newestWords(values: readonly { name: string; words: string }[]): string {
  if (values.length === 0) return 'No values.';
  const named = values.slice(0, MOST).map(({ name, words }) => (name ? `${name} ${words}` : words));
  const more = values.length > MOST ? `, and ${values.length - MOST} more` : '';
  return `Newest: ${named.join(', ')}${more}.`;
}
