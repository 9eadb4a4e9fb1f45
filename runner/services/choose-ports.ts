import { freePort, isPortFree, portOwner } from '../lib/ports.ts';
import type { ServicePort } from './define-service.ts';

/** The ports a service gets, and for those that moved a sentence that says by whom the usual one was taken. */
export type ChosenPorts = { ports: Record<string, number>; moved: string[] };

export type PortChoice = {
  /** The service in text. */
  title: string;
  wanted: readonly ServicePort[];
  /** The ports of the last time, so that an address holds while the runner runs. */
  last: Record<string, number>;
  /** Ports that look free and are not to be had. */
  avoid?: ReadonlySet<number>;
  /** Who listens on a port, in words; as far as this machine tells unless said. */
  ownerOf?: (port: number) => Promise<string | undefined>;
};

/** The ports of the last time; else the usual ones, or free ones. */
export async function choosePorts({ title, wanted, last, avoid, ownerOf = portOwner }: PortChoice): Promise<ChosenPorts> {
  const chosen: ChosenPorts = { ports: {}, moved: [] };
  const canBeHad = async (port: number): Promise<boolean> => !avoid?.has(port) && (await isPortFree(port));
  for (const { name, port: usual } of wanted) {
    const port = await firstOf([last[name], usual], canBeHad);
    chosen.ports[name] = port;
    if (port === usual || (await canBeHad(usual))) continue;
    const owner = await ownerOf(usual);
    chosen.moved.push(`Port ${usual} is taken${owner ? ` by ${owner}` : ''}; ${title} listens on ${port}.`);
  }
  return chosen;
}

async function firstOf(wanted: readonly (number | undefined)[], canBeHad: (port: number) => Promise<boolean>): Promise<number> {
  for (const port of wanted) if (port !== undefined && (await canBeHad(port))) return port;
  return await freePort();
}
