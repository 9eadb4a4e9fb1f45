import { startKafka } from '../../../runner/services/kafka/embedded/start-kafka.ts';

// A broker in a process of its own, for tests that kill it. The folder is the argument; its port is the line it prints.
const { listeners, stop } = await startKafka({
  dataDir: process.argv[2] ?? '',
  listeners: [{ name: 'HOST', port: 0 }],
  log: (line) => console.error(line),
});
process.once('SIGTERM', stop);
console.log(listeners[0]?.port);
