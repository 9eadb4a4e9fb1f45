import { readFileSync } from 'node:fs';
import { runTool } from './run-tool.ts';

// The entry of all stand-ins: `main.ts <command> <arguments>`, with the proxy's address on descriptor 3.
const [name = '', ...args] = process.argv.slice(2);
process.exit(await runTool({ name, args, proxyUrl: readProxy() }));

/** The shell hands the address over on a descriptor: it has a secret in it, and arguments are for every user to see. */
function readProxy(): string | undefined {
  try {
    return readFileSync(3, 'utf8').trim() || undefined;
  } catch {
    return undefined; // called without one: addresses are taken as they are
  }
}
