import { count, matchInWords } from '#contract/checks/base.ts';
import type { CheckOf } from '#contract/checks/checks.ts';
import { nearest } from '#contract/nearest.ts';
import { matches } from '../../verify/checks/http.ts';
import type { CheckResult, ChecksOf } from '../../verify/define-check.ts';
import { type QueueSeen, type RabbitmqClient, rabbitmqClient } from './client.ts';

/** `rabbitmq.messages` looks at this many messages from the head. */
const MAX_PEEKED = 1_000;

/** What a lesson can ask of RabbitMQ. Nothing is taken from a queue. */
export const rabbitmqChecks = {
  'rabbitmq.queue': async (check, context) => {
    const queues = await rabbitmqClient(context).queues(check.vhost);
    if (!queues) return noVhost(check.vhost, `the queue ${check.queue}`);
    return judgeQueue(check, queues);
  },
  'rabbitmq.messages': async (check, context) => {
    const client = rabbitmqClient(context);
    const expected = messagesExpected(check);
    const queues = await client.queues(check.vhost);
    if (!queues) return noVhost(check.vhost, expected);
    const queue = queues.find(({ name }) => name === check.queue);
    if (!queue) return { passed: false, expected, ...missing('queue', check.queue, names(queues)) };
    return check.match ? judgeMatches(check, queue, client) : judgeCount(check, expected, queue.messages);
  },
  'rabbitmq.exchange': async (check, context) => {
    const exchanges = await rabbitmqClient(context).exchanges(check.vhost);
    if (!exchanges) return noVhost(check.vhost, `the exchange ${check.exchange}`);
    const { type, durable } = check;
    const exchange = exchanges.find(({ name }) => name === check.exchange);
    if (check.absent) return judgeAbsent(`exchange ${check.exchange}`, exchange !== undefined);
    const wanted = { ...(type !== undefined && { type }), ...(durable !== undefined && { durable }) };
    const expected = `the exchange ${check.exchange}${settingsInWords(wanted)}`;
    if (!exchange) return { passed: false, expected, ...missing('exchange', check.exchange, ownNames(exchanges)) };
    return judgeSettings({ what: `exchange ${check.exchange}`, expected, wanted, seen: exchange });
  },
  'rabbitmq.binding': async (check, context) => {
    const client = rabbitmqClient(context);
    const bindings = await client.bindings(check.vhost);
    const key = check.routingKey;
    const expected = `${check.exchange} delivers to ${check.queue}${key === undefined ? '' : ` with the routing key ${quoted(key)}`}`;
    if (!bindings) return noVhost(check.vhost, expected);
    const toQueue = bindings.filter(
      (b) => b.source === check.exchange && b.destination === check.queue && b.destination_type === 'queue',
    );
    if (toQueue.some((b) => key === undefined || b.routing_key === key)) return { passed: true, expected, actual: 'it does' };
    if (toQueue.length > 0) {
      const keys = toQueue.map((b) => quoted(b.routing_key)).join(', ');
      return {
        passed: false,
        expected,
        actual: `it does, but with the routing key ${keys}`,
        hint: 'The routing key must be the same, letter by letter.',
      };
    }
    return { passed: false, expected, ...(await whyUnbound(check, client)) };
  },
} satisfies ChecksOf<'rabbitmq'>;

type Missing = { actual: string; hint: string };

function noVhost(vhost: string, expected: string): CheckResult {
  const hint = 'In an address the vhost / is written %2F.';
  return { passed: false, expected, actual: `there is no vhost ${vhost}`, hint };
}

const names = (items: readonly { name: string }[]) => items.map(({ name }) => name);
const ownNames = (items: readonly { name: string }[]) => names(items).filter((name) => name !== '' && !name.startsWith('amq.'));
const quoted = (text: string) => (text === '' ? 'nothing' : `“${text}”`);

/** There is no such queue, and what there is instead: a mistyped name is seen at a glance. */
function missing(kind: 'queue' | 'exchange', name: string, others: readonly string[]): Missing {
  const near = nearest(name, others);
  const listed = others.slice(0, 5).join(', ') + (others.length > 5 ? `, and ${others.length - 5} more` : '');
  const actual = `there is no ${kind} ${name}; ${others.length === 0 ? `there are no ${kind}s` : `there ${others.length === 1 ? 'is' : 'are'}: ${listed}`}`;
  const hint = near
    ? `A ${kind} ${near} is there. The names must be the same, letter by letter.`
    : `Run the block that creates the ${kind} ${name}.`;
  return { actual, hint };
}

function judgeAbsent(what: string, isThere: boolean): CheckResult {
  const hint = `Run the block that deletes the ${what}.`;
  return {
    passed: !isThere,
    expected: `no ${what}`,
    actual: isThere ? 'it is still there' : 'it is gone',
    ...(isThere && { hint }),
  };
}

function judgeQueue(check: CheckOf<'rabbitmq.queue'>, queues: readonly QueueSeen[]): CheckResult {
  const queue = queues.find(({ name }) => name === check.queue);
  if (check.absent) return judgeAbsent(`queue ${check.queue}`, queue !== undefined);
  const { durable, autoDelete } = check;
  const wanted = {
    ...(durable !== undefined && { durable }),
    ...(autoDelete !== undefined && { auto_delete: autoDelete }),
    ...check.arguments,
  };
  const expected = `the queue ${check.queue}${settingsInWords(wanted)}`;
  if (!queue) return { passed: false, expected, ...missing('queue', check.queue, names(queues)) };
  const seen = { durable: queue.durable, auto_delete: queue.auto_delete, ...queue.arguments };
  return judgeSettings({ what: `queue ${check.queue}`, expected, wanted, seen });
}

function settingsInWords(wanted: Record<string, unknown>): string {
  const words = Object.entries(wanted).map(([name, value]) => `${name} = ${String(value)}`);
  return words.length === 0 ? '' : `, with ${words.join(' and ')}`;
}

type Settings = { what: string; expected: string; wanted: Record<string, unknown>; seen: Record<string, unknown> };

function judgeSettings({ what, expected, wanted, seen }: Settings): CheckResult {
  const wrong = Object.keys(wanted).filter((name) => seen[name] !== wanted[name]);
  if (wrong.length === 0) return { passed: true, expected, actual: `it is there${settingsInWords(wanted)}` };
  const actual = `it is there, with ${wrong.map((name) => `${name} = ${String(seen[name] ?? 'nothing')}`).join(' and ')}`;
  const hint = `RabbitMQ does not change the settings of what is there. Delete the ${what} and create it again.`;
  return { passed: false, expected, actual, hint };
}

function messagesExpected({ queue, atLeast, exactly, match }: CheckOf<'rabbitmq.messages'>): string {
  const how =
    exactly === undefined
      ? `at least ${count(atLeast ?? 1, 'message')}`
      : exactly === 0
        ? 'no messages'
        : `exactly ${count(exactly, 'message')}`;
  return `${how} in ${queue}${match ? ` with ${matchInWords(match)}` : ''}`;
}

function isEnough({ atLeast, exactly }: CheckOf<'rabbitmq.messages'>, number: number): boolean {
  return exactly === undefined ? number >= (atLeast ?? 1) : number === exactly;
}

function judgeCount(check: CheckOf<'rabbitmq.messages'>, expected: string, number: number): CheckResult {
  const passed = isEnough(check, number);
  const actual = number === 0 ? 'the queue is there and empty' : count(number, 'message');
  return { passed, expected, actual, ...(!passed && { hint: countHint(check, number) }) };
}

function countHint({ queue, atLeast, exactly }: CheckOf<'rabbitmq.messages'>, number: number): string {
  const wanted = exactly ?? atLeast ?? 1;
  if (number === 0)
    return `Publish a message that is routed to ${queue}. Through amq.default the routing key is ${queue}; another exchange needs a binding.`;
  if (number < wanted) return `Publish ${count(wanted - number, 'more message')}.`;
  return `Purge ${queue} and run the block again: messages of earlier runs wait in it too.`;
}

async function judgeMatches(check: CheckOf<'rabbitmq.messages'>, queue: QueueSeen, client: RabbitmqClient): Promise<CheckResult> {
  const expected = messagesExpected(check);
  const match = check.match ?? {};
  const payloads = (await client.peek(check.vhost, check.queue, MAX_PEEKED)) ?? [];
  const right = payloads.filter((payload) => matches(parsed(payload), match)).length;
  const passed = isEnough(check, right);
  if (payloads.length === 0) return judgeMatchesOfNone({ check, expected, passed });
  const looked =
    queue.messages > payloads.length ? `the first ${count(payloads.length, 'message')}` : count(payloads.length, 'message');
  const share =
    right === 0 ? ', none' : right < payloads.length ? `, ${right.toLocaleString('en-US')}` : payloads.length > 1 ? ', all' : '';
  const actual = `${looked}${share} with ${matchInWords(match)}`;
  return { passed, expected, actual, ...(!passed && { hint: matchHint(payloads, check) }) };
}

function judgeMatchesOfNone({
  check,
  expected,
  passed,
}: {
  check: CheckOf<'rabbitmq.messages'>;
  expected: string;
  passed: boolean;
}): CheckResult {
  return { passed, expected, actual: 'the queue is there and empty', ...(!passed && { hint: countHint(check, 0) }) };
}

/** What tells a payload that is no JSON from one with other values. */
function matchHint(payloads: readonly string[], { match = {}, queue }: CheckOf<'rabbitmq.messages'>): string {
  const bodies = payloads.map(parsed);
  if (bodies.every((body) => typeof body !== 'object' || body === null))
    return 'The payload must be JSON, as a string: the quotes inside it are written \\".';
  const fields = new Set(bodies.flatMap((body) => (typeof body === 'object' && body !== null ? Object.keys(body) : [])));
  const unknown = Object.keys(match).find((field) => !fields.has(field.split('.')[0] ?? field));
  if (unknown === undefined)
    return `The fields are there, with other values. Publish a message with ${matchInWords(match)} to ${queue}.`;
  const near = nearest(unknown, [...fields]);
  return near ? `No payload has a field ${unknown}; there is ${near}.` : `No payload has a field ${unknown}.`;
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined; // said to the learner as "must be JSON"
  }
}

async function whyUnbound(check: CheckOf<'rabbitmq.binding'>, client: RabbitmqClient): Promise<Missing> {
  const exchanges = (await client.exchanges(check.vhost)) ?? [];
  if (!exchanges.some(({ name }) => name === check.exchange)) return missing('exchange', check.exchange, ownNames(exchanges));
  const queues = (await client.queues(check.vhost)) ?? [];
  if (!queues.some(({ name }) => name === check.queue)) return missing('queue', check.queue, names(queues));
  const hint = `Run the block that binds ${check.queue} to ${check.exchange}.`;
  return { actual: `both are there, and nothing leads from ${check.exchange} to ${check.queue}`, hint };
}
