import type Docker from 'dockerode';
import { portOwner } from '../lib/ports.ts';
import { choosePorts } from '../services/choose-ports.ts';
import type { ComposeContainer } from './compose-file.ts';
import { portContainer } from './containers.ts';
import type { StackView } from './stack-view.ts';
import type { Unit } from './units.ts';

export type HostPortChoice = { docker: Docker; unit: Unit; container: ComposeContainer; avoid: ReadonlySet<number> };

/** Chooses the ports of a container that does not run, into its unit's record. @returns a sentence for each that moved */
export async function chooseHostPorts({ docker, unit, container, avoid }: HostPortChoice): Promise<string[]> {
  const { record } = unit;
  const names = new Set(container.ports.map(({ name }) => name));
  const { ports, moved } = await choosePorts({
    title: record.title,
    wanted: record.form.ports.filter(({ name }) => names.has(name)),
    last: record.ports,
    avoid,
    ownerOf: (port) => hostPortOwner(docker, port),
  });
  record.ports = { ...record.ports, ...ports };
  return moved;
}

/** Who listens on a port of this machine, in words. The program that listens for a container tells nobody anything. */
export async function hostPortOwner(docker: Docker, port: number): Promise<string | undefined> {
  const container = await portContainer(docker, port);
  return container ? `the container ${container.name}` : await portOwner(port);
}

/** The ports on which the running containers of a unit are published, by name. */
export function portsOf(unit: Unit, view: StackView): Record<string, number> {
  const found = unit.containers.flatMap(({ name, ports }) =>
    ports.flatMap((port) => {
      const published = view.get(name)?.ports.get(port.inside);
      return published === undefined ? [] : [[port.name, published] as const];
    }),
  );
  return Object.fromEntries(found);
}

/** Variables with the chosen ports, for Compose. */
export function portVariables(units: Iterable<Unit>): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const { containers, record } of units) {
    for (const { name, variable, usual } of containers.flatMap(({ ports }) => ports)) {
      variables[variable] = String(record.ports[name] ?? usual);
    }
  }
  return variables;
}
