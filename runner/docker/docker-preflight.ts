import type { PreflightLine } from '#contract/messages/stack.ts';
import { toErrorBody } from '../errors.ts';
import { isPortFree, portOwner } from '../lib/ports.ts';
import type { ServiceRecord } from '../services/service-state.ts';
import type { Preflight } from '../services/stack.ts';
import { portContainer } from './containers.ts';
import { inText } from './docker-fault.ts';
import { type Engine, findEngine } from './engine.ts';
import { engineInfo, freeSpace } from './engine-info.ts';
import { findCompose } from './find-compose.ts';
import { hasImage } from './images.ts';
import type { Unit } from './units.ts';

export type DockerPreflightOptions = {
  units: readonly Unit[];
  environment: Record<string, string>;
  offline: boolean;
  freed: readonly number[];
};

const GIB = 1024 ** 3;
/** What every service of the five tracks needs at least, one track at a time. */
const WHOLE_TRACKS = 8 * GIB;
/** Images, and what services write (bytes). */
const NEEDED_DISK = 2 * GIB;
const NEEDED_DISK_TO_FETCH = 6 * GIB;

/** Is this machine ready for the Docker stack, as far as the lessons' services go? Starts nothing. */
export async function dockerPreflight(options: DockerPreflightOptions): Promise<Preflight> {
  const units = options.units.filter(({ record }) => record.form.available);
  let engine: Engine;
  try {
    engine = await findEngine(options.environment);
  } catch (error) {
    return { ready: false, lines: [missing('docker', error), await compose(options.environment)] };
  }
  const absent = await absentImages(engine, units);
  const isOfflineGap = options.offline && absent.length > 0;
  const lines = [
    { state: 'ok', what: 'docker', words: `Docker Engine ${engine.version}` } satisfies PreflightLine,
    await compose(options.environment),
    await memory(engine, units),
    await disk(engine, absent.length > 0 ? NEEDED_DISK_TO_FETCH : NEEDED_DISK),
    ...(isOfflineGap ? [imagesMissing(absent)] : []),
    ...(await ports(engine, units, options.freed)),
  ];
  const download = absent.length > 0 && !options.offline ? downloadWords(absent) : undefined;
  return { ready: !lines.some(({ state }) => state === 'missing'), lines, ...(download && { download }) };
}

async function compose(environment: Record<string, string>): Promise<PreflightLine> {
  try {
    const { command, version } = await findCompose(environment);
    return { state: 'ok', what: 'compose', words: `${command.join(' ')} ${version}` };
  } catch (error) {
    return missing('compose', error);
  }
}

function missing(what: string, error: unknown): PreflightLine {
  const { message, hint } = toErrorBody(error);
  return { state: 'missing', what, words: [message, hint].filter(Boolean).join(' ') };
}

async function memory({ docker }: Engine, units: readonly Unit[]): Promise<PreflightLine> {
  const { MemTotal } = await engineInfo(docker);
  const needed = units.reduce((sum, { record }) => sum + (record.form.memoryLimitBytes ?? 0), 0);
  const words = `${size(MemTotal)} for Docker; the services of these lessons take at most ${size(needed)}`;
  if (MemTotal < needed) {
    return { state: 'missing', what: 'memory', words: `${words}. Give Docker more memory, or use the embedded stack` };
  }
  if (MemTotal < WHOLE_TRACKS) return { state: 'note', what: 'memory', words: `${words}; whole tracks need 8 GiB and more` };
  return { state: 'ok', what: 'memory', words: `${words}, whole tracks 8 GiB and more` };
}

async function disk({ docker }: Engine, needed: number): Promise<PreflightLine> {
  const free = await freeSpace(docker);
  if (free === undefined) {
    return { state: 'note', what: 'disk', words: `unknown: Docker has a disk of its own; ${size(needed)} free are plenty` };
  }
  return {
    state: free >= needed ? 'ok' : free >= needed / 4 ? 'note' : 'missing',
    what: 'disk',
    words: `${size(free)} free where Docker keeps its images; ${size(needed)} are plenty`,
  };
}

/** Units whose images are not all here. */
async function absentImages({ docker }: Engine, units: readonly Unit[]): Promise<Unit[]> {
  const absent: Unit[] = [];
  for (const unit of units) {
    for (const { image } of unit.containers) {
      if (await hasImage(docker, image)) continue;
      absent.push(unit);
      break;
    }
  }
  return absent;
}

function imagesMissing(units: readonly Unit[]): PreflightLine {
  return {
    state: 'missing',
    what: 'images',
    words: `those of ${titles(units)} are not built yet: npm run docker:offline`,
  };
}

function downloadWords(units: readonly Unit[]): string {
  const built = units.filter(({ containers }) => containers.some(({ base }) => base !== undefined));
  const pulled = units.filter((unit) => !built.includes(unit));
  const parts = [
    ...(pulled.length > 0 ? [`fetches the images of ${titles(pulled)}`] : []),
    ...(built.length > 0 ? [`builds those of ${titles(built)}`] : []),
  ];
  return `The first start ${parts.join(' and ')}, which takes some minutes.`;
}

function titles(units: readonly Unit[]): string {
  const names = units.map(({ record }) => inText(record.title));
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** `freed`: ports that the stack in use gives back before this one starts. */
async function ports(engine: Engine, units: readonly Unit[], freed: readonly number[]): Promise<PreflightLine[]> {
  const lines: PreflightLine[] = [];
  for (const { record } of units) {
    for (const { name, port } of record.form.ports) {
      const words = `the stack in use gives it to ${record.title} ${name}`;
      if (freed.includes(port)) lines.push({ state: 'ok', what: `port ${port}`, words });
      else lines.push(await portLine(engine, record, { name, port }));
    }
  }
  return lines;
}

async function portLine(
  { docker }: Engine,
  record: ServiceRecord,
  { name, port }: { name: string; port: number },
): Promise<PreflightLine> {
  const ours = record.state === 'ready' ? record.ports[name] : undefined;
  const [what, who] = [`port ${port}`, `${record.title} ${name}`];
  if (ours === port) return { state: 'ok', what, words: `in use by this stack: ${who}` };
  if (ours === undefined && (await isPortFree(port))) return { state: 'ok', what, words: `free for ${who}` };
  const container = await portContainer(docker, port);
  if (ours === undefined && container?.isOurs) return { state: 'ok', what, words: `in use by this stack: ${container.name}` };
  const owner = container ? `the container ${container.name}` : ((await portOwner(port)) ?? 'another program');
  return {
    state: 'note',
    what,
    words: `taken by ${owner}; ${who} ${ours === undefined ? 'will use another one' : `uses ${ours}`}`,
  };
}

function size(bytes: number): string {
  return bytes >= GIB ? `${(bytes / GIB).toFixed(1)} GiB` : `${Math.round(bytes / 1024 ** 2)} MiB`;
}
