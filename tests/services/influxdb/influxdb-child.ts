import { startInfluxdb } from '../../../runner/services/influxdb/embedded/start-influxdb.ts';

// An InfluxDB in a process of its own, for tests that kill it. The folder is the argument, and a port; its port is the line it prints.
const [dataDir = '', port = '0'] = process.argv.slice(2);
const running = await startInfluxdb({ dataDir, port: Number(port), log: (line) => console.error(line) });
process.once('SIGTERM', () => void running.stop());
console.log(running.port);
