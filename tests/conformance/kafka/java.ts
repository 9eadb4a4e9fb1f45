import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { mavenJars } from '../../../docker/offline/maven-jars.ts';
import { aptInstall, canAptInstall } from '../../support/apt-install.ts';

/** The versions of Kafka that tests run: the last of the old tools, and one of the new. */
export const KAFKA_VERSIONS = ['3.9.1', '4.1.1'] as const;
export type KafkaVersion = (typeof KAFKA_VERSIONS)[number];

const PROGRAMS: Record<string, string> = { mvn: 'maven', java: 'default-jre-headless' };
/** Small and soon there, as nothing of it lives long. */
const FLAGS = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData'];

/** A program of a Kafka, as it ended. */
export type Ended = { status: number | null; output: string; errors: string };

/** Installs Java and Maven where tests may. @returns why they are not there, or nothing when they are. */
export function installJava(): string | undefined {
  const missing = Object.keys(PROGRAMS).filter((program) => !isThere(program));
  if (missing.length === 0) return undefined;
  if (!canAptInstall()) return `${missing.join(' and ')} are not installed; they are installed for tests on Debian as root only.`;
  aptInstall(missing.map((program) => PROGRAMS[program] ?? program));
  return undefined;
}

/** The folder with a Kafka's jars; they are fetched the first time. */
export async function kafkaLibs(version: KafkaVersion): Promise<string> {
  const cacheDir = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'towpath');
  mkdirSync(cacheDir, { recursive: true });
  const workshop = { environment: process.env, cacheDir, step: () => undefined, verbose: () => undefined };
  const properties = { 'kafka.version': version, includeScope: 'runtime' };
  return await mavenJars(workshop, { name: 'kafka-tests', pom: join(import.meta.dirname, 'pom.xml'), properties });
}

/** A main class of a Kafka, with its arguments. */
export type Program = { libs: string; main: string; args: readonly string[] };

/** Starts a main class of a Kafka. */
export function spawnJava({ libs, main, args }: Program): ChildProcess {
  const log = '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn';
  return spawn('java', [...FLAGS, log, '-cp', join(libs, '*'), main, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
}

/** Runs a main class of a Kafka to its end. */
export async function runJava(program: Program, input = ''): Promise<Ended> {
  const child = spawnJava(program);
  const said = { output: '', errors: '' };
  child.stdout?.on('data', (part: Buffer) => {
    said.output += part.toString();
  });
  child.stderr?.on('data', (part: Buffer) => {
    said.errors += part.toString();
  });
  child.stdin?.on('error', () => undefined); // it may end without reading it, which its status says
  child.stdin?.end(input);
  const timer = setTimeout(() => child.kill('SIGKILL'), 120_000);
  const [status] = (await once(child, 'close')) as [number | null];
  clearTimeout(timer);
  return { status, ...said };
}

function isThere(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, program)));
}
