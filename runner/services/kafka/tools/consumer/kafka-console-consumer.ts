import { KafkaFailure } from '../client/kafka-failure.ts';
import { BadOption } from '../options.ts';
import { type Call, Failure, logLine, type Tool } from '../tool.ts';
import { CONSUMER_OPTIONS } from './consumer-options.ts';
import { Consumption } from './consumption.ts';
import { GroupMember } from './group-member.ts';
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

async function consume(plan: Plan, call: Call): Promise<number> {
  const client = { kind: 'Consumer', clientId: plan.clientId, call: 'fetch' };
  const connection = await call.open(plan.bootstrap, client);
  const member = plan.partition === undefined ? new GroupMember(await call.open(plan.bootstrap, client), plan) : undefined;
  const consumption = new Consumption(connection, { plan, member });
  let count = 0;
  let exitCode = 0;
  try {
    await consumption.start();
    for await (const shown of show(consumption, { plan, call })) count += shown;
  } catch (error) {
    if (!(error instanceof KafkaFailure || error instanceof Failure)) throw error;
    const isTimeout = error instanceof Failure && error.exception.endsWith('TimeoutException');
    const words = isTimeout ? 'Error processing message, terminating consumer process: ' : UNKNOWN;
    call.err(`${logLine('ERROR', words, LOGGER)}${error.toString()}\n`);
    exitCode = isTimeout ? 0 : 1;
  }
  await consumption.end();
  call.err(`Processed a total of ${count} messages\n`);
  return exitCode;
}

/** Shows messages until there are enough, nothing comes or the learner stops it; says after each portion how many there were. */
async function* show(consumption: Consumption, { plan, call }: { plan: Plan; call: Call }): AsyncGenerator<number> {
  const stopped = new Promise<undefined>((resolve) =>
    call.stopped.addEventListener('abort', () => resolve(undefined), { once: true }),
  );
  let left = plan.maxMessages < 0 ? Number.POSITIVE_INFINITY : plan.maxMessages;
  let deadline = performance.now() + plan.timeoutMs;
  while (left > 0) {
    const fetched = await Promise.race([consumption.next(deadline - performance.now()), stopped]);
    if (!fetched || call.stopped.aborted) return;
    const portion = fetched.slice(0, left);
    const texts: Buffer[] = [];
    for (const one of portion) {
      const text = formatted(one, plan);
      if (text) texts.push(text);
      consumption.take(one);
    }
    call.out(Buffer.concat(texts));
    left -= portion.length;
    yield portion.length;
    if (portion.length > 0) deadline = performance.now() + plan.timeoutMs;
    else if (performance.now() >= deadline) throw new Failure('', 'org.apache.kafka.common.errors.TimeoutException');
  }
}

function formatted(one: Parameters<NonNullable<Plan['format']>>[0], { format, skipsErrors }: Plan): Buffer | undefined {
  try {
    return format?.(one);
  } catch (error) {
    if (skipsErrors) return undefined;
    throw error;
  }
}
