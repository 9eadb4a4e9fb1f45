import { createServer } from 'node:http';

// What runner/services/echo/README.md promises, in a process of its own. Its port is published on loopback only.
const PORT = 7007;
const MAX_TEXT_BYTES = 10_000;
const MAX_TEXTS = 1_000;

/** Oldest first. */
const heard = [];

const server = createServer(async (request, response) => {
  const answer = (status, body) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  // Pages of other sites send where they come from; curl does not.
  if (isForeign(request.headers)) return answer(403, { error: 'forbidden', reason: 'Another site may not ask.' });
  if (request.method === 'GET' && request.url === '/heard') return answer(200, heard);
  if (request.method !== 'POST' || request.url !== '/say') return answer(404, { error: 'not found' });
  const text = await readText(request);
  if (text === undefined) return answer(413, { error: 'too long', most: MAX_TEXT_BYTES });
  if (text === '') return answer(400, { error: 'empty', reason: 'There is no text in the body.' });
  heard.splice(0, heard.length + 1 - MAX_TEXTS);
  heard.push(text);
  return answer(201, { heard: heard.length });
});

function isForeign({ origin, host }) {
  return origin !== undefined && origin !== `http://${host}`;
}

/** The body, or undefined when it is too long; it is read to its end, so that the sender hears the answer. */
async function readText(request) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= MAX_TEXT_BYTES) chunks.push(chunk);
  }
  return bytes > MAX_TEXT_BYTES ? undefined : Buffer.concat(chunks).toString('utf8');
}

server.listen(PORT, '0.0.0.0', () => process.stdout.write(`Echo listens on port ${PORT}.\n`));
process.once('SIGTERM', () => server.close(() => process.exit(0)) && server.closeAllConnections());
