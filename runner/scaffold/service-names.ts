import { join } from 'node:path';
import { readComposeFile } from '../docker/compose-file.ts';
import { ECHO_PORT } from './echo-template.ts';
import { isReservedWord } from './edit-source.ts';
import { camelOf } from './names.ts';
import { type Project, tracksOf } from './project.ts';
import { Refusal } from './refusal.ts';

/** An id is a folder, a host name, a part of variables and a value in code. */
const ID = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const MAX_ID = 30;
/** A title stands in code, YAML and Markdown. */
const TITLE = /^[\p{L}\p{N}][\p{L}\p{N} .+&/()-]{0,29}$/u;

/** Words that mean something else where ids stand: families of checks, the shell, the network, the stacks. */
const OTHER_WORDS = [
  ...['file', 'http', 'shell', 'network', 'embedded', 'docker', 'offline'],
  ...['localhost', 'gateway', 'host-docker-internal', 'towpath', 'messages'],
];

/** @throws Refusal for an id that cannot be one, or that is the name of something else */
export function checkServiceId(project: Project, id: string): void {
  if (!ID.test(id) || id.length > MAX_ID)
    throw new Refusal(
      `\`${id}\` cannot be the id of a service.`,
      `Allowed: a letter, then lower-case letters, digits and single hyphens, at most ${MAX_ID}, such as schema-registry.`,
    );
  if (OTHER_WORDS.includes(id) || isReservedWord(camelOf(id)) || camelOf(id) in {})
    throw new Refusal(`\`${id}\` means something else already.`, `Choose another id, such as ${id}-service.`);
  if (tracksOf(project).includes(id))
    throw new Refusal(`\`${id}\` is the name of a track: content/${id}.`, `Choose another id, such as ${id}-service.`);
  const { containers } = readComposeFile(join(project.root, 'docker'), { offline: false });
  const owner = containers.find((container) => container.unit !== id && [container.name, ...container.aliases].includes(id));
  if (owner)
    throw new Refusal(
      `docker/compose.yaml has a container ${id}, which belongs to ${owner.unit}.`,
      `Choose another id, such as ${id}-service.`,
    );
}

/** @throws Refusal for a title that would have to be quoted where it stands */
export function checkServiceTitle(title: string): string {
  if (TITLE.test(title)) return title;
  throw new Refusal(
    `“${title}” cannot be the title of a service.`,
    'Allowed: at most 30 letters, digits, spaces and . + & / ( ) -, such as Kafka Connect.',
  );
}

/**
 * The port that is asked for, or the next free one behind Echo's.
 * @throws Refusal for one that is no port or that another service has
 */
export function choosePort({ root }: Project, asked: string | undefined): number {
  const { containers } = readComposeFile(join(root, 'docker'), { offline: false });
  const owners = new Map(containers.flatMap(({ unit, ports }) => ports.map(({ usual }) => [usual, unit] as const)));
  let free = ECHO_PORT + 1;
  while (owners.has(free)) free += 1;
  if (asked === undefined) return free;
  const port = /^\d{1,5}$/.test(asked) ? Number(asked) : 0;
  if (port < 1024 || port > 65_535)
    throw new Refusal(`“${asked}” is not a port for a service.`, `Allowed: 1024 to 65535. ${free} is free.`);
  if (owners.has(port)) throw new Refusal(`Port ${port} is that of ${owners.get(port)}.`, `${free} is free.`);
  return port;
}
