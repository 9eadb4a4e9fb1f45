import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../stages/run-command.ts';

/** Not copied: made by tools, or too large. */
const LEFT_OUT = ['.git', '.towpath', '.astro', 'dist', 'node_modules'];

/** A copy of the whole project that a test may write into. */
export type TreeCopy = {
  root: string;
  /** Runs a script of the copy on the Node that runs this, in the copy. */
  node: (args: readonly string[], options?: { timeoutMs?: number }) => Promise<Result>;
  /** `npm run new -- …` without npm. */
  make: (...args: string[]) => Promise<Result>;
  /** Every file with its text, but for what tools make. */
  files: () => Map<string, string>;
  remove: () => void;
};
export type Result = { status: number; stdout: string; stderr: string };

/** Inside this project, where it is ignored: Vite serves and bundles nothing from outside of where its packages are. */
export function copyTree(): TreeCopy {
  const home = join(ROOT, '.towpath');
  mkdirSync(home, { recursive: true });
  const root = mkdtempSync(join(home, 'tree-copy-'));
  for (const name of readdirSync(ROOT))
    if (!LEFT_OUT.includes(name)) cpSync(join(ROOT, name), join(root, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  const node: TreeCopy['node'] = (args, { timeoutMs = 240_000 } = {}) =>
    new Promise((done) => {
      const { NODE_TEST_CONTEXT: _, ...env } = process.env;
      const options = {
        cwd: root,
        env: { ...env, NO_COLOR: '1', ASTRO_TELEMETRY_DISABLED: '1' },
        timeout: timeoutMs,
        maxBuffer: 2 ** 26,
      };
      const child = execFile(process.execPath, [...args], options, (_error, stdout, stderr) =>
        done({ status: child.exitCode ?? 1, stdout, stderr }),
      );
    });
  return {
    root,
    node,
    make: (...args) => node(['runner/scaffold/main.ts', ...args]),
    files: () => filesBelow(root),
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 3 }),
  };
}

function filesBelow(root: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(root).filter((each) => !LEFT_OUT.includes(each))) {
    const path = join(root, name);
    if (!statSync(path).isDirectory()) found.set(name, readFileSync(path, 'utf8'));
    else
      for (const entry of readdirSync(path, { recursive: true, withFileTypes: true }))
        found.set(
          join(entry.parentPath, entry.name).slice(root.length + 1),
          entry.isFile() ? readFileSync(join(entry.parentPath, entry.name), 'utf8') : '(folder)',
        );
  }
  return found;
}
