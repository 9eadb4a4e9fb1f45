import { COMPRESSIONS, type Compression } from '../../client/write-batch.ts';
import { requireOptions } from '../check-options.ts';
import { checkSettings } from '../client-config.ts';
import type { Options } from '../options.ts';
import { propertiesOf } from '../properties.ts';
import { type Call, Failure, type Tool, UsageFailure } from '../tool.ts';
import { type LineFormat, lineFormat, parseLine } from './parse-line.ts';
import { PRODUCER_OPTIONS, PRODUCER_SETTINGS } from './producer-options.ts';
import { readLines } from './read-lines.ts';
import { Sender } from './sender.ts';

/** `kafka-console-producer`: writes the lines of its input to a topic. */
export const kafkaConsoleProducer: Tool = {
  purpose: 'This tool helps to read data from standard input and publish it to Kafka.',
  options: PRODUCER_OPTIONS,
  onBadOption: 'usage',
  run: async (call) => {
    const { options } = call;
    requireOptions(options, ['topic']);
    const bootstrap = options.value('bootstrap-server') ?? options.value('broker-list');
    if (bootstrap === undefined) throw new UsageFailure('Missing required option(s) [bootstrap-server]');
    try {
      const format = lineFormat(propertiesOf(options, { files: 'reader-config', pairs: ['property', 'reader-property'] }));
      const settings = readSettings(options);
      const client = { kind: 'Producer', clientId: 'console-producer', call: 'metadata' };
      const reopen = async () => await call.open(bootstrap, client);
      const sender = await Sender.start(reopen, { topic: options.value('topic') ?? '', err: call.err, ...settings });
      return await send(sender, { call, format });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      call.err(`${error.toString()}\n`);
      return 1;
    }
  },
};

/** Lines that are there together go out together. What a line before a wrong one says is sent all the same. */
async function send(sender: Sender, { call, format }: { call: Call; format: LineFormat }): Promise<number> {
  const prompt = process.stdin.isTTY && process.stdout.isTTY ? '>' : '';
  let lineNumber = 0;
  call.out(prompt);
  for await (const lines of untilStopped(readLines(process.stdin), call.stopped)) {
    try {
      for (const line of lines) sender.add(parseLine(line, ++lineNumber, format));
    } finally {
      await sender.flush();
    }
    call.out(prompt);
  }
  await sender.end();
  return 0;
}

async function* untilStopped<Item>(items: AsyncGenerator<Item>, stopped: AbortSignal): AsyncGenerator<Item> {
  const end = new Promise<undefined>((resolve) => stopped.addEventListener('abort', () => resolve(undefined), { once: true }));
  for (;;) {
    const next = await Promise.race([items.next(), end]);
    if (!next || next.done) return;
    yield next.value;
  }
}

const ACKS: Record<string, number> = { all: -1, '-1': -1, '0': 0, '1': 1 };

function readSettings(options: Options) {
  const settings = propertiesOf(options, { files: 'producer.config', pairs: ['producer-property'] });
  checkSettings(settings, PRODUCER_SETTINGS);
  const reader = options.value('line-reader');
  if (reader !== undefined && !/\bLineMessageReader$/.test(reader)) throw new Failure(reader, 'java.lang.ClassNotFoundException');
  const acks = options.value('request-required-acks') ?? settings.get('acks') ?? '-1';
  if (ACKS[acks] === undefined) throw invalid('acks', acks, 'String must be one of: all, -1, 0, 1');
  return {
    acks: ACKS[acks],
    compression: readCompression(options, settings.get('compression.type')),
    isSync: options.has('sync'),
    timeoutMs: options.number('request-timeout-ms') ?? 1_500,
    maxRequestBytes: Number(settings.get('max.request.size') ?? 1_048_576),
  };
}

function readCompression(options: Options, setting: string | undefined): Compression {
  const given = options.has('compression-codec') ? options.value('compression-codec') || 'gzip' : (setting ?? 'none');
  const known = COMPRESSIONS.find((name) => name === given.toLowerCase());
  if (known) return known;
  if (['snappy', 'lz4'].includes(given.toLowerCase()))
    throw new Failure(
      `This stand-in cannot compress with ${given}; it can with ${COMPRESSIONS.join(', ')}. Kafka's own tool, on the Docker stack, can.`,
    );
  throw invalid('compression.type', given, 'String must be one of: none, gzip, snappy, lz4, zstd');
}

function invalid(name: string, value: string, words: string): Failure {
  return new Failure(
    `Invalid value ${value} for configuration ${name}: ${words}`,
    'org.apache.kafka.common.config.ConfigException',
  );
}
