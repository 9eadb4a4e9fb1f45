import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

/** The folder with the compose file and what its images are built from. */
export const DOCKER_DIR = resolve(import.meta.dirname, '../../docker');

/** One container of the compose file, as it is written there. */
export type ComposeContainer = {
  image?: string;
  build?: { context: string; args?: Record<string, string> };
  profiles?: string[];
  labels?: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[]; interval: string; timeout: string; retries: number; start_period: string };
  mem_limit?: string;
  restart?: string;
  logging?: { driver: string; options: Record<string, string> };
  [key: string]: unknown;
};

export type ComposeFile = {
  networks?: Record<string, { name?: string; labels?: Record<string, string> }>;
  volumes?: Record<string, { labels?: Record<string, string> }>;
  services: Record<string, ComposeContainer>;
};

/** A port on this machine: the variable that moves it, where it usually is, and the container's own port. */
export type ComposePort = { variable: string; usual: number; inside: number };

const PORT = /^127\.0\.0\.1:\$\{(TOWPATH_PORT_[A-Z0-9_]+):-(\d+)\}:(\d+)$/;

/** A file of docker/ by name, its variables not filled in. */
export function readCompose(name = 'compose.yaml'): ComposeFile {
  return parse(readFileSync(join(DOCKER_DIR, name), 'utf8')) as ComposeFile;
}

/** The port that a line of `ports:` publishes; undefined when it is not on loopback only, through a variable of ours. */
export function composePort(line: string): ComposePort | undefined {
  const [, variable, usual, inside] = PORT.exec(line) ?? [];
  return variable ? { variable, usual: Number(usual), inside: Number(inside) } : undefined;
}

/** `TOWPATH_PORT_<SERVICE ID>_<PORT NAME>`. */
export function portVariable(service: string, port: string): string {
  return `TOWPATH_PORT_${service}_${port}`.toUpperCase().replaceAll('-', '_');
}

/** `512m` or `2g` in MiB. */
export function memoryMib(limit: string): number {
  const [, number, unit] = /^(\d+)([mg])$/.exec(limit) ?? [];
  return Number(number) * (unit === 'g' ? 1024 : 1);
}
