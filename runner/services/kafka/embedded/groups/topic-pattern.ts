import { RE2JS, RE2JSException } from 're2js';
import { KafkaError } from '../errors.ts';

/** Far more than a list of topic names needs. Time to match grows with the pattern, and the whole broker waits meanwhile. */
const MAX_CHARS = 1_000;
const MAX_STEPS = 1_000;
/** The longest name of a topic: nothing in it is there more often. */
const MAX_REPEATS = 249;
/** Names that are remembered; more of them have come and gone than are there. */
const MAX_KNOWN = 10_000;

/**
 * A member's pattern for names of topics. It is matched in time that grows with the length of a name only, as Kafka does with
 * RE2/J: no pattern of one client holds up the others. A name is looked at once.
 */
export class TopicPattern {
  readonly #matcher: RE2JS;
  readonly #known = new Map<string, boolean>();

  /** @throws KafkaError INVALID_REGULAR_EXPRESSION; also for one that is too large to be matched at every heartbeat. */
  constructor(text: string) {
    const refuse = (why: string) =>
      new KafkaError('INVALID_REGULAR_EXPRESSION', `SubscribedTopicRegex \`${text}\` is not a valid regular expression: ${why}.`);
    const tooLarge = () => refuse('it is too large for the embedded broker');
    if (text.length > MAX_CHARS || repeats(text) > MAX_REPEATS) throw tooLarge();
    try {
      this.#matcher = RE2JS.compile(text);
    } catch (cause) {
      throw cause instanceof RE2JSException ? refuse(cause.message.replace('error parsing regexp: ', '')) : cause;
    }
    if (this.#matcher.programSize() > MAX_STEPS) throw tooLarge();
  }

  /** Whether the whole name is of the pattern. */
  matches(name: string): boolean {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const isMatch = this.#matcher.matches(name);
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.set(name, isMatch);
    return isMatch;
  }
}

/** The sum of all counts like `{3}` and `{0,20}`: each copies what stands before it. */
function repeats(text: string): number {
  const counts = text.matchAll(/\{\d+(?:,\d*)?\}/g);
  return [...counts].reduce((sum, [count]) => sum + Math.max(...(count.match(/\d+/g) ?? []).map(Number)), 0);
}
