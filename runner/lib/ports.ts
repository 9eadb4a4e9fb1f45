import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { basename } from 'node:path';
import { promisify } from 'node:util';

/** True when nobody listens on this port of 127.0.0.1 and we could. */
export async function isPortFree(port: number): Promise<boolean> {
  // Binding alone is not enough: on macOS it succeeds beside a program that listens on all addresses.
  return (await canBind(port)) && !(await answers(port));
}

function canBind(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const end = (answered: boolean) => {
      socket.destroy();
      resolve(answered);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

/** A port of 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const port = portOf(server);
      server.close(() => resolve(port));
    });
  });
}

/** The port a server listens on; 0 when it does not. */
export function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

/** Who listens on a port, such as `node (process 4711)`; undefined when that cannot be seen. */
export async function portOwner(port: number): Promise<string | undefined> {
  try {
    return process.platform === 'linux' ? ownerFromProc(port) : await ownerFromLsof(port);
  } catch {
    return undefined; // Another user's program, or lsof is not there: the port is taken all the same.
  }
}

/** proc(5): `/proc/net/tcp` names the listening socket's inode, `/proc/<pid>/fd` who holds it. */
function ownerFromProc(port: number): string | undefined {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const lines = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => readFileSync(file, 'utf8').split('\n'));
  const listening = lines
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(`:${hex}`) && fields[3] === '0A');
  const sockets = new Set(listening.map((fields) => `socket:[${fields[9]}]`));
  for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    if (sockets.size > 0 && holdsOne(pid, sockets))
      return `${basename(readlinkSync(`/proc/${pid}/exe`)).replace(/ \(deleted\)$/, '')} (process ${pid})`;
  }
  return undefined;
}

function holdsOne(pid: string, sockets: Set<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => sockets.has(readlinkSync(`/proc/${pid}/fd/${fd}`)));
  } catch {
    return false; // It ended meanwhile, or belongs to another user.
  }
}

async function ownerFromLsof(port: number): Promise<string | undefined> {
  const { stdout } = await promisify(execFile)('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc']);
  const pid = /^p(\d+)/m.exec(stdout)?.[1];
  const command = /^c(.+)/m.exec(stdout)?.[1];
  return pid ? `${command} (process ${pid})` : undefined;
}
