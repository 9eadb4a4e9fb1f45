import { BadUsage } from './failure.ts';

/** The longest text of MQTT (bytes of UTF-8). */
const MAX_BYTES = 65_535;

/** What MQTT has in no text: characters that control something, and those that are none. What is not UTF-8, Node has read as U+FFFD. */
const NO_TEXT = /[\p{Cc}\p{Noncharacter_Code_Point}\u{FFFD}]/u;

/** Refuses topics that are no text of MQTT, before anybody is asked. @throws BadUsage in Mosquitto's words */
export function checkText(topics: readonly string[], option: string): void {
  for (const topic of topics) {
    if (Buffer.byteLength(topic) <= MAX_BYTES && !NO_TEXT.test(topic)) continue;
    throw new BadUsage(`Error: Malformed UTF-8 in ${option} argument.`, { isSpaced: true });
  }
}
