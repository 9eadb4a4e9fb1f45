import { count, matchInWords } from '#contract/checks/base.ts';
import type { CheckOf } from '#contract/checks/checks.ts';
import { fieldOf, matches } from '../../verify/checks/http.ts';
import type { CheckContext, CheckResult, ChecksOf } from '../../verify/define-check.ts';
import type { Heard } from './client.ts';
import { Listeners } from './listeners.ts';

type Check = CheckOf<'mosquitto.message'>;

/** Longer than Verify rests between two looks (ms), so that nothing is missed in between. */
const IDLE_MS = 3_000;
/** One look listens this long (ms); Verify looks again. */
const LISTEN_MS = 1_000;
const listeners = new Listeners(IDLE_MS);

/** What a lesson can ask of Mosquitto. */
export const mosquittoChecks = {
  'mosquitto.message': async (check, context) => await judgeMessage(check, context),
} satisfies ChecksOf<'mosquitto'>;

async function judgeMessage(check: Check, context: CheckContext): Promise<CheckResult> {
  const { topic, match = {} } = check;
  const listener = await listeners.get(topic, context);
  const isRight = ({ payload }: Heard) => Object.keys(match).length === 0 || matches(parsed(payload), match);
  await listener.until(() => listener.newest.some(isRight), { withinMs: LISTEN_MS, signal: context.signal });
  context.signal.throwIfAborted();
  const wanted = Object.keys(match).length === 0 ? '' : ` with ${matchInWords(match)}`;
  const expected = `a message on ${topic}${wanted}`;
  const right = listener.newest.findLast(isRight);
  if (right) return { passed: true, expected, actual: `${right.isRetained ? 'a retained one' : 'one came'}${on(right, topic)}` };
  const last = listener.newest.at(-1);
  if (!last)
    return {
      passed: false,
      expected,
      actual: 'none came, and none is retained',
      hint: `Publish to ${topic} while Verify listens, or with -r: then the broker keeps the newest for who comes later.`,
    };
  return {
    passed: false,
    expected,
    actual: `${count(listener.count, 'message')}; the last has ${instead(last, match)}`,
    hint: hintOf(last),
  };
}

const on = ({ topic }: Heard, filter: string): string => (topic === filter ? '' : ` on ${topic}`);

/** What is wrong with the fields of a message. */
function instead({ payload }: Heard, match: Record<string, unknown>): string {
  const body = parsed(payload);
  if (body === undefined) return 'no JSON';
  const wrong = Object.entries(match).filter(([path, value]) => fieldOf(body, path) !== value);
  return wrong.map(([path]) => `${path} = ${JSON.stringify(fieldOf(body, path)) ?? 'nothing'}`).join(' and ');
}

function hintOf({ payload }: Heard): string {
  return parsed(payload) === undefined
    ? 'The payload must be JSON: an object in braces, its names in double quotes.'
    : 'Publish one with these fields while Verify listens.';
}

/** A payload as JSON; undefined when it is none, which is said to the learner. */
function parsed(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString());
  } catch {
    return undefined;
  }
}
