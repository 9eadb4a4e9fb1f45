import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './eventually.ts';

/** Where an engine is: `dir` holds sockets, process ids and the log, `dataRoot` images, containers and volumes. */
export type EnginePlace = { dir: string; dataRoot: string };

/** Addresses of containers. Not among those that an engine of a developer takes by itself. */
const POOL = '10.213.0.0/16';

/** How long an orderly end may take (ms). */
const END_MS = 20_000;

/** The socket of the engine's API. */
export const socketOf = ({ dir }: { dir: string }): string => join(dir, 'docker.sock');

/**
 * Starts containerd and dockerd in the background. They end with `endEngine` only, so that another process may do that.
 *
 * The firewall is not the engine's: a second engine that starts empties the chains of the first, and a developer's
 * containers would lose their rules. One rule of ours lets containers reach each other; published ports on loopback
 * need none, and nothing here reaches other hosts except builds, which use the host's network.
 */
export function spawnEngine({ dir, dataRoot }: EnginePlace): void {
  for (const folder of ['state', 'exec']) mkdirSync(join(dir, folder), { recursive: true });
  for (const folder of ['engine', 'containerd']) mkdirSync(join(dataRoot, folder), { recursive: true });
  // The number of a process that was killed may be another one's by now.
  rmSync(join(dir, 'docker.pid'), { force: true });
  allowForwarding();
  const containerd = join(dir, 'containerd.sock');
  const lines = ['version = 2', `root = "${join(dataRoot, 'containerd')}"`, `state = "${join(dir, 'state')}"`];
  lines.push('disabled_plugins = ["io.containerd.grpc.v1.cri"]', '[grpc]', `address = "${containerd}"`);
  writeFileSync(join(dir, 'containerd.toml'), `${lines.join('\n')}\n`);
  // In place of the machine's own settings, which may name another data root.
  writeFileSync(join(dir, 'daemon.json'), '{}\n');
  const pid = background(dir, 'containerd', ['--config', join(dir, 'containerd.toml')]);
  writeFileSync(join(dir, 'containerd.pid'), String(pid));
  const words = ['--config-file', join(dir, 'daemon.json'), '--pidfile', join(dir, 'docker.pid'), '--containerd', containerd];
  words.push('--host', `unix://${socketOf({ dir })}`, '--data-root', join(dataRoot, 'engine'), '--exec-root', join(dir, 'exec'));
  words.push('--bridge=none', '--iptables=false', '--ip6tables=false', '--ip-masq=false');
  words.push('--default-address-pool', `base=${POOL},size=24`);
  background(dir, 'dockerd', words);
}

function background(dir: string, program: string, words: string[]): number | undefined {
  const log = openSync(join(dir, 'engine.log'), 'a');
  const child = spawn(program, words, { stdio: ['ignore', log, log], detached: true });
  child.on('error', () => undefined); // What is missing was looked for before; the rest is seen when nothing answers.
  child.unref();
  return child.pid;
}

/** Docker sets the machine to forward nothing between containers that no rule allows. */
function allowForwarding(): void {
  const rule = ['FORWARD', '-s', POOL, '-d', POOL, '-j', 'ACCEPT'];
  const iptables = (how: string) => spawnSync('iptables', ['--wait', how, ...rule], { stdio: 'ignore' }).status;
  if (iptables('-C') !== 0) iptables('-I');
}

/** Processes of the engine in this folder that run: dockerd first, then containerd. */
export function runningPids({ dir }: { dir: string }): number[] {
  return ['docker.pid', 'containerd.pid'].flatMap((name) => {
    const pid = Number(readText(join(dir, name)));
    return pid > 0 && commandOf(pid).includes(dir) ? [pid] : [];
  });
}

/** Ends the engine and what it left running. `how`: in order, or as a crash does, which leaves containers as they are. */
export async function endEngine(place: EnginePlace, how: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  // dockerd needs containerd to end in order; both are gone at once in a crash.
  for (const pid of runningPids(place)) {
    signal(pid, how);
    if (how === 'SIGTERM') await gone(pid).catch(() => signal(pid, 'SIGKILL'));
  }
  for (const pid of runningPids(place)) await gone(pid);
}

/** Ends the engine when the process that started it is gone, however that ended; the watch itself ends with the folder. */
export function watchOwner({ dir }: { dir: string }): void {
  const script = `while kill -0 "$1" && [ -d "$2" ]; do sleep 2; done
for name in docker containerd; do
  [ -f "$2/$name.pid" ] && pid=$(cat "$2/$name.pid") && kill "$pid" && while kill -0 "$pid"; do sleep 0.2; done
done`;
  spawn('sh', ['-c', script, 'sh', String(process.pid), dir], { stdio: 'ignore', detached: true }).unref();
}

/** Takes away what a crash left: containers with their keepers, bridges and mounts. */
export function clearRemains({ dir, dataRoot }: EnginePlace): void {
  for (const shim of allPids().filter((pid) => isShimOf(pid, dir))) {
    for (const child of childrenOf(shim)) signal(child, 'SIGKILL');
    signal(shim, 'SIGKILL');
  }
  // A bridge has the first twelve characters of its network's id, which the engine's own records name.
  const networks = readText(join(dataRoot, 'engine/network/files/local-kv.db'));
  const bridges = readdirSync('/sys/class/net').filter((name) => /^br-[0-9a-f]{12}$/.test(name));
  for (const bridge of bridges)
    if (networks.includes(bridge.slice('br-'.length))) spawnSync('ip', ['link', 'delete', bridge], { stdio: 'ignore' });
  const homes = [dir, join(dataRoot, 'engine'), join(dataRoot, 'containerd')];
  const points = readText('/proc/self/mounts')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((point) => homes.some((home) => point === home || point.startsWith(`${home}/`)));
  if (points.length > 0) spawnSync('umount', ['--lazy', ...points.reverse()], { stdio: 'ignore' });
}

const isShimOf = (pid: number, dir: string): boolean => {
  const command = commandOf(pid);
  return command.includes('containerd-shim') && command.includes(join(dir, 'containerd.sock'));
};

const allPids = (): number[] => readdirSync('/proc').map(Number).filter(Number.isInteger);

const childrenOf = (pid: number): number[] =>
  readText(`/proc/${pid}/task/${pid}/children`).split(' ').map(Number).filter(Boolean);

const commandOf = (pid: number): string => readText(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');

async function gone(pid: number): Promise<void> {
  const look = () => {
    if (commandOf(pid) !== '') throw new Error(`Process ${pid} does not end.`);
  };
  await eventually(look, { withinMs: END_MS, everyMs: 50 });
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended, which is what was wanted.
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Not there, or the process has ended meanwhile.
    return '';
  }
}
