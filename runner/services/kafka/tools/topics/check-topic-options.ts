import { refuseTogether, requireOptions } from '../check-options.ts';
import { type Call, Failure, UsageFailure } from '../tool.ts';

const ACTIONS = ['list', 'describe', 'create', 'alter', 'delete'];
const REPORTS = ['under-replicated-partitions', 'under-min-isr-partitions', 'at-min-isr-partitions', 'unavailable-partitions'];

/** Which options go with which actions; in the order in which Kafka's own tool looks at them. */
const GO_WITH: [option: string, actions: string[]][] = [
  ['config', ['alter', 'create']],
  ['partitions', ['alter', 'create']],
  ['replication-factor', ['create']],
  ['replica-assignment', ['alter', 'create']],
  ...REPORTS.map((report): [string, string[]] => [report, ['describe']]),
  ['topics-with-overrides', ['describe']],
  ['if-exists', ['alter', 'delete', 'describe']],
  ['if-not-exists', ['create']],
  ['exclude-internal', ['list', 'describe']],
];

const WITH_CONFIGS = ' (the kafka-configs CLI supports altering topic configs with a --bootstrap-server option)';

/** @throws UsageFailure or Failure when the options do not make one command. */
export function checkTopicOptions({ options, args, err }: Call): void {
  if (args.length === 0) throw new UsageFailure('Create, delete, describe, or change a topic.');
  const actions = ACTIONS.filter((action) => options.has(action));
  if (actions.length !== 1)
    throw new UsageFailure('Command must include exactly one action: --list, --describe, --create, --alter or --delete');
  if (!options.has('bootstrap-server')) throw new Failure('--bootstrap-server must be specified');
  if (options.has('describe') && options.has('if-exists') && !options.has('topic') && !options.has('topic-id'))
    throw new UsageFailure('--topic or --topic-id is required to describe a topic');
  if (!options.has('list') && !options.has('describe')) requireOptions(options, ['topic']);
  if (options.has('alter')) {
    if (options.has('config'))
      throw new UsageFailure(
        `Option combination "[[bootstrap-server], [config]]" can't be used with option "[alter]"${WITH_CONFIGS}`,
      );
    requireOptions(options, ['partitions']);
  }
  if (options.has('delete-config'))
    err('The option delete-config is not supported: use kafka-configs --alter --delete-config.\n');
  for (const [option, allowed] of GO_WITH) {
    refuseTogether(options, { option, others: ACTIONS.filter((action) => !allowed.includes(action)) });
    if (option === 'replica-assignment' && options.has('create'))
      refuseTogether(options, { option, others: ['partitions', 'replication-factor'] });
    if (REPORTS.includes(option)) refuseTogether(options, { option, others: ['topics-with-overrides'] });
  }
}
