import { findCoordinator } from '../../client/find-coordinator.ts';
import { Disconnected } from '../../client/kafka-connection.ts';
import { KafkaFailure } from '../../client/kafka-failure.ts';
import { disconnected } from '../open-connection.ts';
import { BadOption } from '../options.ts';
import { type Call, type Client, Failure, logLine, type Tool } from '../tool.ts';
import { CONSUMER_OPTIONS } from './consumer-options.ts';
import { Consumption } from './consumption.ts';
import type { Fetched } from './fetch-records.ts';
import { GroupMember, type Position } from './group-member.ts';
import { type Plan, readPlan } from './read-plan.ts';

const UNKNOWN = 'Unknown error when running consumer: ';
const LOGGER = 'org.apache.kafka.tools.consumer.ConsoleConsumer';

/** `kafka-console-consumer`: shows the messages of a topic as they come. */
export const kafkaConsoleConsumer: Tool = {
  purpose: 'This tool helps to read data from Kafka topics and outputs it to standard output.',
  options: CONSUMER_OPTIONS,
  onBadOption: 'usage',
  run: async (call) => {
    let plan: Plan;
    try {
      plan = readPlan(call.options);
    } catch (error) {
      if (!(error instanceof Failure || error instanceof BadOption)) throw error;
      if (error instanceof BadOption) call.err('Processed a total of 0 messages\n');
      call.err(`${logLine('ERROR', UNKNOWN, LOGGER)}${error.toString()}\n`);
      return 1;
    }
    const formatter = call.options.value('formatter');
    if (formatter?.startsWith('kafka.tools.')) call.err(deprecated(formatter));
    return await consume(plan, call);
  },
};

const deprecated = (name: string): string =>
  `WARNING: ${name} is deprecated and will be removed in the next major release. ` +
  `Please use org.apache.kafka.tools.consumer.${name.slice('kafka.tools.'.length)} instead\n`;

/** How far a call has come. */
type Progress = { left: number; count: number; taken: Map<string, Position> };

const NOTHING = Buffer.alloc(0);
const END_MS = 2_000;

/** Reads until it is done. When the broker goes away it waits for it and goes on where it was. */
async function consume(plan: Plan, call: Call): Promise<number> {
  const left = plan.maxMessages < 0 ? Number.POSITIVE_INFINITY : plan.maxMessages;
  const progress: Progress = { left, count: 0, taken: new Map() };
  const client: Client = { kind: 'Consumer', clientId: plan.clientId, call: 'fetch' };
  for (;;) {
    try {
      return await consumeConnected(plan, { call, client, progress });
    } catch (error) {
      if (!(error instanceof Disconnected) || call.stopped.aborted) throw error;
      call.err(disconnected(client));
      client.isPatient = true;
    }
  }
}

type Context = { call: Call; client: Client; progress: Progress };

async function consumeConnected(plan: Plan, { call, client, progress }: Context): Promise<number> {
  const connection = await call.open(plan.bootstrap, client);
  const own = plan.partition === undefined ? await call.open(plan.bootstrap, client) : undefined;
  if (own) await findCoordinator(own, plan.groupId);
  const member = own && new GroupMember(own, plan);
  const consumption = new Consumption(connection, { plan, member, taken: progress.taken });
  const end = async () => {
    // A group that is just sharing out its partitions answers nobody; it does without a goodbye, too.
    await Promise.race([consumption.end(), new Promise((resolve) => setTimeout(resolve, END_MS))]);
    call.err(`Processed a total of ${progress.count} messages\n`);
  };
  try {
    await show(consumption, { plan, call, progress });
    await end();
    return 0;
  } catch (error) {
    if (!(error instanceof KafkaFailure || error instanceof Failure)) throw error;
    const isTimeout = error instanceof Failure && error.exception.endsWith('TimeoutException');
    const words = isTimeout ? 'Error processing message, terminating consumer process: ' : UNKNOWN;
    const complain = () => call.err(`${logLine('ERROR', words, LOGGER)}${error.toString()}\n`);
    if (isTimeout) complain();
    await end();
    if (!isTimeout) complain();
    return isTimeout ? 0 : 1;
  } finally {
    member?.rest();
    connection.close();
    own?.close();
  }
}

type Showing = { plan: Plan; call: Call; progress: Progress };

/** Shows messages until there are enough, nothing comes or the learner stops it. @throws Failure when nothing came for too long */
async function show(consumption: Consumption, { plan, call, progress }: Showing): Promise<void> {
  const stopped = new Promise<undefined>((resolve) =>
    call.stopped.addEventListener('abort', () => resolve(undefined), { once: true }),
  );
  await consumption.start();
  let deadline = performance.now() + plan.timeoutMs;
  while (progress.left > 0) {
    const fetched = await Promise.race([consumption.next(deadline - performance.now()), stopped]);
    if (!fetched || call.stopped.aborted) return;
    const portion = fetched.slice(0, progress.left);
    const texts: Buffer[] = [];
    try {
      for (const one of portion) {
        consumption.take(one);
        progress.left--;
        progress.count++;
        texts.push(formatted(one, plan));
      }
    } finally {
      call.out(Buffer.concat(texts));
    }
    if (portion.length > 0) deadline = performance.now() + plan.timeoutMs;
    else if (performance.now() >= deadline) throw new Failure('', 'org.apache.kafka.common.errors.TimeoutException');
  }
}

/** What a message is shown as. @throws Failure when it is not what its deserializer takes */
function formatted(one: Fetched, { format, skipsErrors }: Plan): Buffer {
  try {
    return format?.(one) ?? NOTHING;
  } catch (error) {
    if (skipsErrors) return NOTHING;
    throw error;
  }
}
