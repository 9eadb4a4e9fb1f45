import { JsonPeer } from '../lib/json-peer.ts';
import { type ShellProxy, startShellProxy } from '../shell/proxy.ts';
import { folderFiles } from '../workspace/folder-files.ts';
import type { GateMethods } from './gate-methods.ts';

/*
 * The gate: a program of ours in the container of the shell, as the learner. It speaks with the runner over its input and
 * output, and ends with them. It is the proxy of blocks and shells there, and reads and writes the learner's files. The
 * runner copies it there and starts it (gate.ts). Arguments: where the files are, and the proxy that the container's own
 * environment names.
 */
const [, , workspace = '', upstream = ''] = process.argv;

/** The longest line from the runner, with files of a lesson in it (characters). */
const MAX_LINE_CHARS = 256 * 1024 ** 2;

// A learner's `pkill node` is not meant for it.
process.title = 'towpath-gate';
process.umask(0o022);

let proxy: ShellProxy | undefined;
const filesOf = (track: string) => folderFiles(`${workspace}/${track}`);

const methods: GateMethods = {
  listen: async ({ secret, port }) => {
    proxy = await listen(secret, port).catch(() => listen(secret, 0));
    return { url: proxy.url };
  },
  look: ({ track, wanted }) => filesOf(track).look(wanted),
  put: ({ track, files }) =>
    filesOf(track).put(files.map(({ content, ...file }) => ({ ...file, content: Buffer.from(content, 'base64') }))),
  read: async ({ track, path, maxBytes }) => (await filesOf(track).read(path, maxBytes)) ?? null,
  list: ({ track }) => filesOf(track).list(),
  empty: ({ track }) => filesOf(track).empty(),
};

const runner = new JsonPeer({
  input: process.stdin,
  output: process.stdout,
  maxChars: MAX_LINE_CHARS,
  answer: async (method, params) => await methods[method as keyof GateMethods](params as never),
});

/** A name of the stack is reached under its own name and port: the container is in its network. */
function listen(secret: string, port: number): Promise<ShellProxy> {
  return startShellProxy({
    secret,
    port,
    upstream: upstream || undefined,
    resolve: async (address) => ((await runner.ask('resolve', address)) === true ? address : undefined),
    control: async (command) => (await runner.ask('control', command)) as { status: number; text: string },
    explain: (error) => (error as Error).message,
    meant: async (hostname) => String(await runner.ask('meant', { hostname, port: 80 })),
  });
}

await runner.closed;
process.exit();
