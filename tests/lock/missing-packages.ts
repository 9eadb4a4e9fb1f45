/** The part of `package-lock.json` that says which packages there are. Keys are paths: `node_modules/a/node_modules/b`. */
export type Lock = { packages: Record<string, LockEntry> };

/** One package of the lock. */
export type LockEntry = {
  version?: string;
  optional?: boolean;
  dev?: boolean;
  os?: string[] | string;
  cpu?: string[] | string;
  libc?: string[];
  resolved?: string;
  optionalDependencies?: Record<string, string>;
};

/**
 * Optional packages that an entry names and the lock does not have, as entries to add. npm leaves a package of another
 * platform out when the registry in use does not offer it, and then `npm ci` refuses the lock everywhere.
 */
export function missingPackages(lock: Lock): Record<string, LockEntry> {
  const present = new Set(Object.keys(lock.packages).map((path) => path.split('node_modules/').at(-1)));
  const missing: Record<string, LockEntry> = {};
  for (const entry of Object.values(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (!present.has(name))
        missing[`node_modules/${name}`] = { version, ...(entry.dev && { dev: true }), optional: true, ...platformOf(name) };
    }
  }
  return missing;
}

const OS: Record<string, string> = { windows: 'win32', win32: 'win32', darwin: 'darwin', linux: 'linux', linuxmusl: 'linux' };
const LIBC: Record<string, string> = { gnu: 'glibc', musl: 'musl', linuxmusl: 'musl' };
const CPUS = ['x64', 'arm64', 'arm', 'ia32', 'wasm32'];
const OTHER_SYSTEMS = ['android', 'freebsd', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'aix'];

/**
 * The platform that a package is for, from its name: `@scope/tool-linux-arm64-musl`. All tools in use name theirs so.
 * @throws Error when the name has neither a system nor a processor: the entry would then be installed everywhere.
 */
export function platformOf(name: string): Pick<LockEntry, 'os' | 'cpu' | 'libc'> {
  const words = name.split(/[/-]/);
  const os = words.map((word) => OS[word] ?? (OTHER_SYSTEMS.includes(word) ? word : undefined)).find(Boolean);
  const cpu = words.find((word) => CPUS.includes(word));
  const libc = words.map((word) => LIBC[word]).find(Boolean);
  if (!cpu) throw new Error(`The platform of ${name} cannot be read from its name. Add it to package-lock.json by hand.`);
  return { ...(os && { os: [os] }), cpu: [cpu], ...(libc && os === 'linux' && { libc: [libc] }) };
}
