import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { plain } from './plain.ts';
import { play } from './play.ts';
import { SCENARIO } from './scenario.ts';

// Lets Kafka's own tools answer the scenario, against the embedded broker, and keeps their answers:
//   node tests/services/kafka/tools/record.ts <folder with the jars of Kafka 3.9's tools> <scratch folder>
const CLASSES = {
  'kafka-topics': 'org.apache.kafka.tools.TopicCommand',
  'kafka-console-producer': 'kafka.tools.ConsoleProducer',
  'kafka-console-consumer': 'org.apache.kafka.tools.consumer.ConsoleConsumer',
  'kafka-consumer-groups': 'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand',
  'kafka-configs': 'kafka.admin.ConfigCommand',
  'kafka-get-offsets': 'org.apache.kafka.tools.GetOffsetShell',
  'kafka-delete-records': 'org.apache.kafka.tools.DeleteRecordsCommand',
};

/** As in Kafka's own config/tools-log4j.properties. */
const LOG4J = [
  'log4j.rootLogger=WARN, stderr',
  'log4j.appender.stderr=org.apache.log4j.ConsoleAppender',
  'log4j.appender.stderr.layout=org.apache.log4j.PatternLayout',
  'log4j.appender.stderr.layout.ConversionPattern=[%d] %p %m (%c)%n',
  'log4j.appender.stderr.Target=System.err',
];

const [jars = '', scratch = ''] = process.argv.slice(2);
const bin = join(scratch, 'bin');
await mkdir(bin, { recursive: true });
await writeFile(join(scratch, 'log4j.properties'), `${LOG4J.join('\n')}\n`);
for (const [name, main] of Object.entries(CLASSES)) {
  const java = `java -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dlog4j.configuration="file:${scratch}/log4j.properties"`;
  await writeFile(join(bin, name), `#!/bin/sh\nexec timeout 60 ${java} -cp "${jars}/*" ${main} "$@"\n`, { mode: 0o755 });
}
const answers = [];
for await (const answer of play(SCENARIO, { PATH: `${bin}:${process.env.PATH}`, LANG: 'C.UTF-8', TZ: 'UTC' })) {
  console.log(`${answer.exitCode} ${answer.command}`);
  answers.push(plain(answer));
}
const recorded = `${JSON.stringify({ kafka: '3.9.1', answers }, undefined, 2)}\n`;
await writeFile(join(import.meta.dirname, 'recorded.json'), recorded);
