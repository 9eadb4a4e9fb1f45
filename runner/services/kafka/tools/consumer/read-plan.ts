import { EARLIEST, LATEST } from '../../client/list-offsets.ts';
import { requireOptions } from '../check-options.ts';
import { checkSettings } from '../client-config.ts';
import type { Options } from '../options.ts';
import { propertiesOf } from '../properties.ts';
import { Failure, UsageFailure } from '../tool.ts';
import { CONSUMER_SETTINGS } from './consumer-options.ts';
import { type Format, recordFormat } from './format-record.ts';

/** What a call of the console consumer is to do. */
export type Plan = {
  bootstrap: string;
  topic: string | undefined;
  /** Topics by a pattern instead. */
  include: string | undefined;
  /** This partition only, from this offset on (or EARLIEST, LATEST): without a group. */
  partition: { index: number; from: number } | undefined;
  /** Where to start without a place of the group: EARLIEST or LATEST. */
  reset: number;
  groupId: string;
  instanceId: string | null;
  /** Keep the group's place. */
  commits: boolean;
  isolationLevel: number;
  maxMessages: number;
  /** Nothing for so long ends it. */
  timeoutMs: number;
  skipsErrors: boolean;
  clientId: string;
  /** Nothing is shown with undefined. */
  format: Format | undefined;
};

const ISOLATION: Record<string, number> = { read_uncommitted: 0, read_committed: 1 };

/** @throws UsageFailure, BadOption or Failure when the options do not make one call. */
export function readPlan(options: Options): Plan {
  const topics = ['topic', 'include', 'whitelist'].filter((name) => options.has(name));
  if (options.has('enable-systest-events'))
    throw new Failure('The option enable-systest-events is not supported by this stand-in.');
  if (topics.length !== 1) throw new UsageFailure('Exactly one of --include/--topic is required. ');
  requireOptions(options, ['bootstrap-server']);
  const partition = readPartition(options);
  const settings = propertiesOf(options, { files: 'consumer.config', pairs: ['consumer-property'] });
  checkSettings(settings, CONSUMER_SETTINGS);
  const isolation = options.value('isolation-level') ?? settings.get('isolation.level') ?? 'read_uncommitted';
  const isolationLevel = ISOLATION[isolation];
  if (isolationLevel === undefined) throw invalid('isolation.level', isolation, 'read_committed, read_uncommitted');
  const group = readGroup(options, settings);
  return {
    ...{ bootstrap: options.value('bootstrap-server') ?? '', partition, ...group },
    ...{ topic: options.value('topic'), include: options.value('include') ?? options.value('whitelist') },
    reset: readReset(options, settings),
    instanceId: settings.get('group.instance.id') ?? null,
    isolationLevel,
    maxMessages: options.number('max-messages') ?? -1,
    timeoutMs: options.number('timeout-ms') ?? Number.POSITIVE_INFINITY,
    skipsErrors: options.has('skip-message-on-error'),
    clientId: settings.get('client.id') ?? 'console-consumer',
    format: readFormat(options),
  };
}

function readPartition(options: Options): Plan['partition'] {
  const index = options.number('partition');
  if (index === undefined && options.has('offset')) throw new UsageFailure('The partition is required when offset is specified.');
  if (index === undefined) return undefined;
  if (options.has('from-beginning') && options.has('offset'))
    throw new UsageFailure('Options from-beginning and offset cannot be specified together.');
  const text = options.value('offset')?.toLowerCase();
  if (text === undefined) return { index, from: options.has('from-beginning') ? EARLIEST : LATEST };
  if (text === 'earliest') return { index, from: EARLIEST };
  if (text === 'latest') return { index, from: LATEST };
  if (!/^-?\d{1,16}$/.test(text) || Number(text) < 0)
    throw new UsageFailure(
      `The provided offset value '${options.value('offset')}' is incorrect. Valid values are 'earliest', 'latest', or a non-negative long.`,
    );
  return { index, from: Number(text) };
}

function readReset(options: Options, settings: ReadonlyMap<string, string>): number {
  const setting = settings.get('auto.offset.reset');
  if (setting === 'latest' && options.has('from-beginning'))
    throw new UsageFailure(
      `Can't simultaneously specify --from-beginning and 'auto.offset.reset=latest', please remove one option`,
    );
  return options.has('from-beginning') || setting === 'earliest' ? EARLIEST : LATEST;
}

function readGroup(options: Options, settings: ReadonlyMap<string, string>): Pick<Plan, 'groupId' | 'commits'> {
  const ids = new Set([options.value('group'), settings.get('group.id')].filter((id) => id !== undefined));
  if (ids.size > 1) {
    const list = [...ids].map((id) => `'${id}'`).join(', ');
    throw new UsageFailure(
      `The group ids provided in different places (directly using '--group', via '--consumer-property', or via '--consumer.config') do not match. Detected group ids: ${list}`,
    );
  }
  const [given] = ids;
  if (given !== undefined && options.has('partition'))
    throw new UsageFailure('Options group and partition cannot be specified together.');
  if (given !== undefined) return { groupId: given, commits: settings.get('enable.auto.commit') !== 'false' };
  return {
    groupId: `console-consumer-${Math.floor(Math.random() * 100_000)}`,
    commits: settings.get('enable.auto.commit') === 'true',
  };
}

function readFormat(options: Options): Format | undefined {
  const properties = propertiesOf(options, { files: 'formatter-config', pairs: ['property', 'formatter-property'] });
  const name = options.value('formatter') ?? 'kafka.tools.DefaultMessageFormatter';
  for (const part of ['key', 'value']) {
    const given = options.value(`${part}-deserializer`);
    if (given !== undefined) properties.set(`${part}.deserializer`, given);
  }
  const known = /^(?:org\.apache\.kafka\.tools\.consumer|kafka\.tools)\.(Default|Logging|NoOp)MessageFormatter$/.exec(name);
  if (!known) throw new UsageFailure(name);
  return known[1] === 'NoOp' ? undefined : recordFormat(properties);
}

function invalid(name: string, value: string, words: string): Failure {
  const exception = 'org.apache.kafka.common.config.ConfigException';
  return new Failure(`Invalid value ${value} for configuration ${name}: String must be one of: ${words}`, exception);
}
