import { type Import, isOurs } from './read-imports.ts';

/** A rule on imports: what it says, and whether an import keeps it. */
export type ImportRule = { says: string; isKept: (edge: Import) => boolean };

const inFolder = (path: string, ...folders: string[]) => folders.some((folder) => path.startsWith(`${folder}/`));
const isPackage = (target: string, name: string) => target === name || target.startsWith(`${name}/`);
/** `kafka` for `runner/services/kafka/checks.ts`; undefined for `runner/services/registry.ts`. */
const serviceOf = (path: string) => /^runner\/services\/([^/]+)\//.exec(path)?.[1];
/** `runner/services/kafka/embedded` for every file in it. */
const embeddedOf = (path: string) => /^runner\/services\/[^/]+\/embedded(?=\/)/.exec(path)?.[0];

/** The only places that may import a package; tests may import all of them. */
const HOMES: Record<string, readonly RegExp[]> = {
  ws: [/^runner\/server\.ts$/, /^runner\/connection\//, /^runner\/site\//],
  'node-pty': [/^runner\/terminal\//],
  dockerode: [/^runner\/docker\//],
  mqtt: [/^runner\/services\/[^/]+\/client\.ts$/],
  kafkajs: [/^runner\/services\/[^/]+\/client\.ts$/],
};

/** Who may import whom: the style guide's section 3, one rule a line. */
export const IMPORT_RULES: readonly ImportRule[] = [
  {
    says: 'the contract imports zod and itself; its reader of lessons also satteri and yaml',
    isKept: ({ file, target }) =>
      !inFolder(file, 'runner/contract') ||
      inFolder(target, 'runner/contract') ||
      target === 'zod' ||
      (file === 'runner/contract/lesson-source.ts' && ['satteri', 'yaml'].includes(target)),
  },
  {
    says: 'the site reaches the runner only through the contract',
    isKept: ({ file, target }) => !inFolder(file, 'src') || !inFolder(target, 'runner') || inFolder(target, 'runner/contract'),
  },
  {
    says: 'the runner never imports the site',
    isKept: ({ file, target }) => !inFolder(file, 'runner') || !inFolder(target, 'src'),
  },
  {
    says: 'neither site nor runner imports a test',
    isKept: ({ file, target }) => inFolder(file, 'tests') || !inFolder(target, 'tests'),
  },
  {
    says: 'no service imports another service',
    isKept: ({ file, target }) => {
      const [from, to] = [serviceOf(file), serviceOf(target)];
      return from === undefined || to === undefined || from === to;
    },
  },
  {
    says: 'an embedded service imports itself, packages and runner/lib',
    isKept: ({ file, target }) => {
      const home = embeddedOf(file);
      return home === undefined || !isOurs(target) || inFolder(target, home, 'runner/lib');
    },
  },
  {
    says: 'runner/lib imports itself and packages',
    isKept: ({ file, target }) => !inFolder(file, 'runner/lib') || !isOurs(target) || inFolder(target, 'runner/lib'),
  },
  {
    says: 'nothing imports main.ts, and below the top of the runner nothing imports server.ts',
    isKept: ({ file, target, atRunTime }) =>
      !atRunTime ||
      (target !== 'runner/main.ts' && (target !== 'runner/server.ts' || /^(?:runner\/[^/]+|tests\/.*)$/.test(file))),
  },
  {
    says: 'what lies below a connection does not import it',
    isKept: ({ file, target, atRunTime }) =>
      !atRunTime ||
      !inFolder(file, 'runner') ||
      !inFolder(target, 'runner/connection') ||
      inFolder(file, 'runner/connection') ||
      /^runner\/[^/]+$/.test(file),
  },
  {
    says: 'the parts of a service are its own: others import service.ts, through the registry',
    isKept: ({ file, target, atRunTime }) =>
      !atRunTime ||
      !inFolder(file, 'runner') ||
      serviceOf(target) === undefined ||
      serviceOf(file) === serviceOf(target) ||
      /\/(?:service|checks)\.ts$/.test(target),
  },
  {
    says: 'ws, node-pty, dockerode, and clients of Kafka and MQTT each have one home',
    isKept: ({ file, target, atRunTime }) => {
      const home = Object.entries(HOMES).find(([name]) => isPackage(target, name))?.[1];
      return home === undefined || !atRunTime || inFolder(file, 'tests') || home.some((place) => place.test(file));
    },
  },
];

/** Rules that `edges` break, as lines to read: file, line, target, rule. */
export function brokenRules(edges: readonly Import[], rules: readonly ImportRule[] = IMPORT_RULES): string[] {
  return rules.flatMap(({ says, isKept }) =>
    edges.filter((edge) => !isKept(edge)).map(({ file, line, target }) => `${file}:${line} imports ${target}, but ${says}`),
  );
}
