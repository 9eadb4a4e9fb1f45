/** The longest topic of MQTT (bytes of UTF-8). */
const MAX_BYTES = 65_535;

/**
 * Why a text is no topic of MQTT and no filter for topics, in an author's words; undefined when it is one.
 * [MQTT 3.1.1, 4.7](https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html#_Toc398718106)
 */
export function topicFilterFault(text: string): string | undefined {
  if (text === '') return 'it is empty';
  if (utf8Length(text) > MAX_BYTES) return `a topic has ${MAX_BYTES.toLocaleString('en-US')} bytes at most`;
  if (text.includes('\0')) return 'a topic has no character with the number 0';
  const levels = text.split('/');
  if (levels.some((level) => level.length > 1 && /[+#]/.test(level)))
    return '+ and # stand alone between slashes, as in machine/+/state';
  if (levels.slice(0, -1).includes('#')) return '# stands at the end only, as in machine/#';
  return undefined;
}

/** How many bytes a text has in UTF-8; the contract knows neither Node's nor a browser's own encoders. */
function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
  }
  return bytes;
}
