import { Disconnected, type KafkaConnection } from '../client/kafka-connection.ts';
import { openConnection } from './open-connection.ts';
import { BadOption, parseOptions } from './options.ts';
import { type Call, Failure, type Tool, UsageFailure } from './tool.ts';
import { usage } from './usage.ts';
import { PipeClosed, writeOut } from './write-out.ts';

/** The version whose command line and output these stand-ins have. */
const KAFKA_VERSION = '3.9.1';
/** As a shell counts: 128 and the number of SIGINT. */
const INTERRUPTED = 130;

/** Each is loaded when it is called. */
const TOOLS: Record<string, () => Promise<Tool>> = {
  'kafka-topics': async () => (await import('./topics/kafka-topics.ts')).kafkaTopics,
  'kafka-configs': async () => (await import('./configs/kafka-configs.ts')).kafkaConfigs,
  'kafka-console-producer': async () => (await import('./producer/kafka-console-producer.ts')).kafkaConsoleProducer,
  'kafka-console-consumer': async () => (await import('./consumer/kafka-console-consumer.ts')).kafkaConsoleConsumer,
  'kafka-consumer-groups': async () => (await import('./groups/kafka-consumer-groups.ts')).kafkaConsumerGroups,
  'kafka-get-offsets': async () => (await import('./offsets/kafka-get-offsets.ts')).kafkaGetOffsets,
  'kafka-delete-records': async () => (await import('./offsets/kafka-delete-records.ts')).kafkaDeleteRecords,
};

/** Runs a command and gives its exit code. `name` may end in `.sh`. */
export async function runTool({
  name,
  args,
  proxyUrl,
}: {
  name: string;
  args: string[];
  proxyUrl: string | undefined;
}): Promise<number> {
  const tool = await TOOLS[name.replace(/\.sh$/, '')]?.();
  if (!tool) throw new Error(`There is no stand-in called ${name}.`);
  const connections: KafkaConnection[] = [];
  const stop = new AbortController();
  let exitCode: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(INTERRUPTED);
      exitCode = INTERRUPTED;
      stop.abort();
    });
  }
  const out = (text: string | Buffer) => writeOut(1, text);
  const err = (text: string) => writeOut(2, text);
  const open: Call['open'] = async (bootstrap, client) => {
    const connection = await openConnection(bootstrap, { client, proxyUrl, err, stopped: stop.signal });
    connections.push(connection);
    return connection;
  };
  try {
    const done = await start(tool, { args, out, err, open, stopped: stop.signal });
    return exitCode ?? done;
  } catch (error) {
    return exitCode ?? explain(error, { tool, err });
  } finally {
    for (const connection of connections) connection.close();
  }
}

async function start(tool: Tool, call: Omit<Call, 'options'>): Promise<number> {
  const options = parseOptions(call.args, tool.options);
  if (options.has('version')) {
    call.out(`${KAFKA_VERSION}\n`);
    return 0;
  }
  if (options.has('help')) throw new UsageFailure(tool.purpose);
  return await tool.run({ ...call, options });
}

/** Says on standard error what went wrong, and gives the exit code. */
function explain(error: unknown, { tool, err }: { tool: Tool; err: (text: string) => void }): number {
  if (error instanceof PipeClosed) return 0;
  if (error instanceof BadOption) err(badOption(error, tool));
  else if (error instanceof UsageFailure) err(usage(error.message, tool.options));
  else if (error instanceof Failure) err(`${error.message}\n`);
  else if (error instanceof Disconnected)
    err('The broker closed the connection before it answered. See with `towpath status` whether it runs, and try again.\n');
  else throw error;
  return 1;
}

function badOption({ message }: BadOption, { onBadOption, options }: Tool): string {
  switch (onBadOption) {
    case 'usage':
      return usage(message, options);
    case 'occurred':
      return `Error occurred: ${message}\n`;
    case 'thrown':
      return `Exception in thread "main" joptsimple.UnrecognizedOptionException: ${message}\n`;
    default:
      return `${message}\n`;
  }
}
