import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { metadataRequest } from './metadata-request.ts';

// The embedded broker in a thread of its own, as a stack runs it. Prints its port and how long it took to its first answer (ms).
// Ended in order, as compiled code is kept then only.
process.once('SIGTERM', () => process.exit());
const start = performance.now();
const file = new URL('../services/kafka/broker-child.ts', import.meta.url);
const worker = new Worker(file, { argv: [process.argv[2] ?? ''], stdout: true });
const lines = createInterface(worker.stdout)[Symbol.asyncIterator]();
const port = Number((await lines.next()).value);
const socket = connect(port, '127.0.0.1');
socket.write(metadataRequest());
socket.once('data', () => {
  console.log(JSON.stringify({ port, ms: performance.now() - start }));
  socket.destroy();
});
