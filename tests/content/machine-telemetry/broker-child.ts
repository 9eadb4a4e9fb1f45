import { startKafka } from '../../../runner/services/kafka/embedded/start-kafka.ts';
import { startMosquitto } from '../../../runner/services/mosquitto/embedded/start-mosquitto.ts';

// A broker of the pipeline in a process of its own, for tests that kill it and start it again where it was.
// Its arguments: kafka or mosquitto, a folder, a port (0 for any). The port is the line that it prints.
const [name, dataDir = '', port = '0'] = process.argv.slice(2);
const log = (line: string) => console.error(line);
const kafka = async () => {
  const { listeners } = await startKafka({ dataDir, listeners: [{ name: 'HOST', port: Number(port) }], log });
  return listeners[0]?.port;
};
const mosquitto = async () => (await startMosquitto({ dataDir, port: Number(port), log })).port;
console.log(`port ${await (name === 'kafka' ? kafka : mosquitto)()}`);
