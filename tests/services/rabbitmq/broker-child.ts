import { startRabbitmq } from '../../../runner/services/rabbitmq/embedded/http.ts';

// A broker in a process of its own, for tests that kill it. The folder is the argument; its port is the line it prints.
const dataDir = process.argv[2] ?? '';
const { port, stop } = await startRabbitmq({ dataDir, ports: { management: 0 }, log: (line) => console.error(line) });
process.once('SIGTERM', stop);
console.log(port);
