import { startGrafana } from '../../../runner/services/grafana/embedded/http.ts';

// A Grafana in a process of its own, for tests that kill it. The folder is the argument; its port is the line it prints.
const dataDir = process.argv[2] ?? '';
const { port } = await startGrafana({ dataDir, ports: { http: 0 }, log: () => {} });
console.log(port);
