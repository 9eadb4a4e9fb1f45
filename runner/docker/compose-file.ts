import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { SERVICE_IDS, type ServiceId } from '#contract/services.ts';

/** A service, or the shell in which blocks run. */
export type UnitId = ServiceId | 'shell';

/** A port on this machine: the variable that moves it, where it usually is, and the container's own. */
export type ComposePort = { name: string; variable: string; usual: number; inside: number };

/** One container of the stack, as the compose file has it. */
export type ComposeContainer = {
  /** Its name in the network. */
  name: string;
  /** The service it belongs to. */
  unit: UnitId;
  /** Other names in the network. */
  aliases: string[];
  image: string;
  /** The image is built from a folder here, on this one; undefined: it is fetched as it is. */
  base: string | undefined;
  /** `linux/amd64`; undefined: that of the engine. */
  platform: string | undefined;
  memoryLimitBytes: number;
  ports: ComposePort[];
  /** Containers that must be healthy before it starts. */
  needs: string[];
  /** False: its image cannot be had without a registry. */
  available: boolean;
};

/** What the compose files say. */
export type ComposeProject = { files: string[]; profiles: string[]; containers: ComposeContainer[] };

/** The compose files, and what our images are built from. */
export const DOCKER_DIR = join(import.meta.dirname, '../../docker');
/** Everything of ours in an engine is in this project, and on the network of this name. */
export const PROJECT = 'streaming';
/** The label that says which service a container, a volume or a network belongs to. */
export const LABEL = 'towpath.service';

type Written = {
  image?: string;
  platform?: string;
  build?: { args?: { BASE?: string } };
  profiles?: string[];
  labels?: Record<string, string>;
  ports?: string[];
  depends_on?: Record<string, unknown>;
  networks?: Record<string, { aliases?: string[] } | null>;
  mem_limit?: string;
};
type File = { services?: Record<string, Written> };

const PORT = /^127\.0\.0\.1:\$\{(TOWPATH_PORT_[A-Z0-9_]+):-(\d+)\}:(\d+)$/;

/** The containers of the stack, in the order of the file. `offline`: with the images that `npm run docker:offline` builds. */
export function readComposeFile(dir: string, { offline }: { offline: boolean }): ComposeProject {
  const files = [join(dir, 'compose.yaml'), ...(offline ? [join(dir, 'compose.offline.yaml')] : [])].filter(existsSync);
  const [base, override = {}] = files.map((file) => parse(readFileSync(file, 'utf8'), { merge: true }) as File);
  const written = Object.entries(base?.services ?? {});
  const containers = written.flatMap(([name, service]): ComposeContainer[] => {
    const unit = service.labels?.[LABEL];
    if (!isUnit(unit)) return [];
    const changed = override.services?.[name];
    return [{ ...readContainer(name, unit, { ...service, ...changed }), available: !offline || changed !== undefined }];
  });
  return { files, profiles: [...new Set(written.flatMap(([, { profiles = [] }]) => profiles))], containers };
}

function readContainer(name: string, unit: UnitId, written: Written): Omit<ComposeContainer, 'available'> {
  return {
    name,
    unit,
    aliases: Object.values(written.networks ?? {}).flatMap((network) => network?.aliases ?? []),
    image: written.image ?? name,
    base: written.build && (written.build.args?.BASE ?? ''),
    platform: written.platform,
    memoryLimitBytes: bytes(written.mem_limit),
    ports: (written.ports ?? []).flatMap((line) => readPort(line, unit)),
    needs: Object.keys(written.depends_on ?? {}),
  };
}

function readPort(line: string, unit: UnitId): ComposePort[] {
  const [, variable, usual, inside] = PORT.exec(line) ?? [];
  if (!variable) return [];
  const name = variable.slice(`TOWPATH_PORT_${unit}_`.length).toLowerCase().replaceAll('_', '-');
  return [{ name, variable, usual: Number(usual), inside: Number(inside) }];
}

function isUnit(label: string | undefined): label is UnitId {
  return label === 'shell' || (SERVICE_IDS as (string | undefined)[]).includes(label);
}

/** `512m` or `2g` as a number of bytes. */
function bytes(limit = ''): number {
  const [, number, unit = ''] = /^(\d+)([bkmg]?)$/i.exec(limit) ?? [];
  return Number(number ?? 0) * 1024 ** Math.max(0, 'bkmg'.indexOf(unit.toLowerCase()));
}
