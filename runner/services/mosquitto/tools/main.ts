import { readFileSync } from 'node:fs';
import { BadUsage, Failure } from './failure.ts';
import { type CommandName, type Given, OPTIONS, readOptions } from './options.ts';

// The entry of both stand-ins: `main.ts <command> <arguments>`, with the proxy's address on descriptor 3.

/** The version whose command line and output these stand-ins have. */
const VERSION = '2.0.11';

const [name = '', ...args] = process.argv.slice(2);
process.stdout.on('error', () => process.exit(0)); // whoever read it has gone: `| head -1`
const exitCode = await run(name as CommandName);
process.stdout.write('', () => process.exit(exitCode)); // when everything before it is out

async function run(command: CommandName): Promise<number> {
  const isQuiet = args.includes('--quiet');
  try {
    const given = readOptions(args, OPTIONS[command]);
    return await start(command, given);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (!isQuiet) process.stderr.write(words(error, command));
    return error.exitCode;
  }
}

function words(failure: Failure, command: CommandName): string {
  if (!(failure instanceof BadUsage)) return `${failure.message}\n`;
  return `${failure.message}\n${failure.isSpaced ? '\n' : ''}\nUse '${command} --help' to see usage.\n`;
}

/** Each is loaded when it is called. */
async function start(command: CommandName, given: Given): Promise<number> {
  if (given.has('version')) return say(`${command} version ${VERSION}, as Towpath's stand-in.\n`);
  if (given.has('help')) return say((await import('./usage.ts')).usage(command));
  const write = (bytes: string | Buffer): void => {
    process.stdout.write(bytes);
  };
  const dial = { proxyUrl: readProxy(), print: (line: string) => write(`${line}\n`) };
  if (command === 'mosquitto_pub') return await (await import('./mosquitto-pub.ts')).mosquittoPub(given, dial);
  return await (await import('./mosquitto-sub.ts')).mosquittoSub(given, { ...dial, write });
}

function say(text: string): number {
  process.stdout.write(text);
  return 1;
}

/** The shell hands the address over on a descriptor: it has a secret in it, and arguments are for every user to see. */
function readProxy(): string | undefined {
  try {
    return readFileSync(3, 'utf8').trim() || undefined;
  } catch {
    return undefined; // called without one: addresses are taken as they are
  }
}
