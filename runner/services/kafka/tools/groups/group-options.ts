import type { OptionSpec } from '../options.ts';
import { COMMON_OPTIONS } from '../tool.ts';

/** What `kafka-consumer-groups` takes. */
export const GROUP_OPTIONS: readonly OptionSpec[] = [
  ...COMMON_OPTIONS,
  { name: 'bootstrap-server', takes: 'server to connect to', about: 'REQUIRED: the Kafka server, such as kafka:9092.' },
  { name: 'command-config', takes: 'config file', about: 'A file of settings for the client.' },
  { name: 'timeout', takes: 'timeout (ms)', type: 'Long', about: 'No effect here. (default: 5000)' },
  { name: 'list', about: 'List the groups.' },
  { name: 'describe', about: 'Show where a group is and how far behind (its lag).' },
  { name: 'delete', about: 'Delete groups without members.' },
  { name: 'reset-offsets', about: 'Set the place of a group without members: plan it (--dry-run) or do it (--execute).' },
  { name: 'delete-offsets', about: 'Forget the place of a group in topics.' },
  { name: 'group', takes: 'consumer group', about: 'The group.' },
  { name: 'all-groups', about: 'All groups.' },
  { name: 'topic', takes: 'topic', about: 'The topic; partitions of it as topic:0,1. May be given several times.' },
  { name: 'all-topics', about: 'With --reset-offsets: all topics that the group has a place in.' },
  { name: 'members', about: 'With --describe: the members.' },
  { name: 'offsets', about: 'With --describe: the partitions; so it is without this, too.' },
  {
    name: 'state',
    takes: 'String',
    isOptional: true,
    about: 'With --describe and --list: the state of groups; with --list also only those in these states.',
  },
  { name: 'type', takes: 'String', isOptional: true, about: 'With --list: the type of groups, or only groups of these types.' },
  { name: 'verbose', about: 'With --describe: more columns.' },
  { name: 'dry-run', about: 'With --reset-offsets: show the plan only.' },
  { name: 'execute', about: 'With --reset-offsets: do it.' },
  { name: 'export', about: 'With --reset-offsets: write the plan as lines of a CSV file.' },
  { name: 'to-earliest', about: 'To the first offsets.' },
  { name: 'to-latest', about: 'To the ends.' },
  { name: 'to-current', about: 'To where the group is.' },
  { name: 'to-offset', takes: 'offset', type: 'Long', about: 'To this offset.' },
  { name: 'shift-by', takes: 'number-of-offsets', type: 'Long', about: 'So many offsets forwards, or with a minus back.' },
  { name: 'to-datetime', takes: 'datetime', about: "To the first offset at or after a time: 'YYYY-MM-DDTHH:mm:SS.sss'." },
  { name: 'by-duration', takes: 'duration', about: "To a time so long ago: 'PnDTnHnMnS'." },
  { name: 'from-file', takes: 'path to CSV file', about: 'As a file says that --export wrote.' },
];

/** Where --reset-offsets goes to. */
export const TARGETS = [
  ...['to-offset', 'to-current', 'to-datetime', 'from-file', 'by-duration', 'to-earliest', 'to-latest', 'shift-by'],
];
