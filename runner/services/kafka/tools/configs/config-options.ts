import type { OptionSpec } from '../options.ts';
import { COMMON_OPTIONS } from '../tool.ts';

/** What `kafka-configs` takes. */
export const CONFIG_OPTIONS: readonly OptionSpec[] = [
  ...COMMON_OPTIONS,
  { name: 'bootstrap-server', takes: 'server to connect to', about: 'The Kafka server, such as kafka:9092.' },
  { name: 'bootstrap-controller', takes: 'controller to connect to', about: 'Not supported: the broker is its own controller.' },
  { name: 'command-config', takes: 'config file', about: 'A file of settings for the client.' },
  { name: 'alter', about: 'Change settings.' },
  { name: 'describe', about: 'Show settings that were changed.' },
  { name: 'all', about: 'With --describe: all settings.' },
  { name: 'entity-type', takes: 'String', about: 'topics or brokers.' },
  { name: 'entity-name', takes: 'String', about: 'The name of the topic, the id of the broker.' },
  { name: 'entity-default', about: 'The settings of all brokers.' },
  { name: 'add-config', takes: 'String', about: "Settings: 'k1=v1,k2=[v1,v2],k3=v3'." },
  { name: 'add-config-file', takes: 'String', about: 'A file of settings.' },
  { name: 'delete-config', takes: 'String', about: "Settings that get their usual values again: 'k1,k2'." },
  { name: 'force', about: 'Ask nothing; nothing is asked anyhow.' },
  { name: 'topic', takes: 'String', about: 'The name of a topic.' },
  { name: 'broker', takes: 'String', about: 'The id of a broker.' },
  { name: 'broker-defaults', about: 'The settings of all brokers.' },
  { name: 'broker-logger', takes: 'String', about: 'Not supported.' },
  { name: 'client', takes: 'String', about: 'Not supported.' },
  { name: 'client-defaults', about: 'Not supported.' },
  { name: 'ip', takes: 'String', about: 'Not supported.' },
  { name: 'ip-defaults', about: 'Not supported.' },
  { name: 'user', takes: 'String', about: 'Not supported.' },
  { name: 'user-defaults', about: 'Not supported.' },
  { name: 'zk-tls-config-file', takes: 'String', about: 'Not supported: there is no ZooKeeper.' },
  { name: 'zookeeper', takes: 'urls', about: 'Not supported: there is no ZooKeeper.' },
];

/** Options that are Kafka's, and whose effect the embedded broker has not. */
export const UNSUPPORTED = [
  ...['bootstrap-controller', 'broker-logger', 'client', 'client-defaults', 'ip', 'ip-defaults'],
  ...['user', 'user-defaults', 'zk-tls-config-file', 'zookeeper'],
];
