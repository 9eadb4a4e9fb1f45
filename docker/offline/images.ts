import { join } from 'node:path';
import { buildImage } from './build-image.ts';
import { DEBIAN, makeDebian, RELEASE } from './debian.ts';
import { aptSettings, aptSources, trustedCertificates } from './host-settings.ts';
import { jarFiles } from './jar-files.ts';
import { nodeFiles, npmRegistry } from './node-files.ts';
import type { Made, Workshop } from './workshop.ts';

/** An image that can be built without an image registry. */
export type OfflineImage = {
  tag: string;
  /** The image it is built on. */
  on?: string;
  make: (workshop: Workshop) => Promise<Made>;
};

const BASE = `towpath/base:${RELEASE}`;
const NODE = 'towpath/node:26';
const JAVA = 'towpath/java:17';

/** A network stumbles now and then; packages and their index are of no use in an image (120 MB). */
const APT_OPTIONS = `Acquire::Retries "3";
APT::Keep-Downloaded-Packages "false";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb"; };
`;

/** Every image by its name for `--only`, each after the one it is built on. */
export const IMAGES: Readonly<Record<string, OfflineImage>> = {
  debian: { tag: DEBIAN, make: makeDebian },
  base: { tag: BASE, on: 'debian', make: makeBase },
  node: {
    tag: NODE,
    on: 'base',
    make: async (workshop) =>
      buildImage(workshop, { tag: NODE, folder: 'offline/node', base: BASE, files: await nodeFiles(workshop) }),
  },
  shell: {
    tag: 'towpath/shell:1',
    on: 'node',
    make: async (workshop) =>
      buildImage(workshop, { tag: 'towpath/shell:1', folder: 'shell', base: NODE, args: await npmRegistry(workshop) }),
  },
  echo: {
    tag: 'towpath/echo:1',
    on: 'node',
    make: (workshop) => buildImage(workshop, { tag: 'towpath/echo:1', folder: 'echo', base: NODE }),
  },
  rabbitmq: {
    tag: 'towpath/rabbitmq:offline',
    on: 'base',
    make: (workshop) => buildImage(workshop, { tag: 'towpath/rabbitmq:offline', folder: 'rabbitmq', base: BASE }),
  },
  mosquitto: {
    tag: 'towpath/mosquitto:offline',
    on: 'base',
    make: (workshop) => buildImage(workshop, { tag: 'towpath/mosquitto:offline', folder: 'mosquitto', base: BASE }),
  },
  influxdb: {
    tag: 'towpath/influxdb:offline',
    on: 'base',
    make: (workshop) => buildImage(workshop, { tag: 'towpath/influxdb:offline', folder: 'influxdb', base: BASE }),
  },
  java: {
    tag: JAVA,
    on: 'base',
    make: (workshop) => buildImage(workshop, { tag: JAVA, folder: 'offline/java', base: BASE }),
  },
  kafka: {
    tag: 'towpath/kafka:offline',
    on: 'java',
    make: async (workshop) => {
      const files = await jarFiles(workshop, 'libs', { name: 'kafka', pom: pomOf('kafka') });
      return buildImage(workshop, { tag: 'towpath/kafka:offline', folder: 'kafka', base: JAVA, files });
    },
  },
  flink: {
    tag: 'towpath/flink:offline',
    on: 'java',
    make: async (workshop) => {
      const files = await jarFiles(workshop, 'lib', { name: 'flink', pom: pomOf('offline/flink') });
      return buildImage(workshop, { tag: 'towpath/flink:offline', folder: 'offline/flink', base: JAVA, files });
    },
  },
};

const pomOf = (folder: string): string => join(import.meta.dirname, '..', folder, 'pom.xml');

/** The names of the images that these need, with themselves, in the order in which they are built. */
export function inOrder(names: readonly string[]): string[] {
  const needed = new Set<string>();
  for (let name of names) {
    for (;;) {
      needed.add(name);
      const on = IMAGES[name]?.on;
      if (on === undefined) break;
      name = on;
    }
  }
  return Object.keys(IMAGES).filter((name) => needed.has(name));
}

async function makeBase(workshop: Workshop): Promise<Made> {
  const apt = aptSettings();
  const files = [
    { name: 'apt/sources.list.d/towpath.list', text: aptSources(RELEASE, apt) },
    { name: 'apt/apt.conf.d/90towpath', text: `${APT_OPTIONS}${apt.options}` },
    { name: 'ca-certificates.crt', text: trustedCertificates(workshop.environment) },
  ];
  return buildImage(workshop, { tag: BASE, folder: 'offline/base', base: DEBIAN, files });
}
