import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** One import of one file. Paths are relative to the project, with forward slashes. */
export type Import = {
  file: string;
  line: number;
  /** A file of the project (`runner/errors.ts`), or the name as it stands for a package (`zod`, `node:fs`, `astro:content`). */
  target: string;
  /** False for `import type` and `export type`, which are gone when the file runs. */
  atRunTime: boolean;
  /** True for an import in a `<script>` of an Astro component, which runs in the browser. */
  inScript?: true;
};

/** Source files of the project below the given folders. */
export function sourceFiles(folders: readonly string[]): string[] {
  return globSync(
    folders.map((folder) => `${folder}/**/*.{ts,mjs,astro}`),
    { cwd: ROOT },
  )
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !file.endsWith('.d.ts'))
    .sort();
}

/** Every import of a file: statements, re-exports and `import()`; of an Astro component its frontmatter and scripts. */
export function readImports(file: string, source = readFileSync(join(ROOT, file), 'utf8')): Import[] {
  const found: Import[] = [];
  for (const { text, firstLine, inScript } of scriptsOf(file, source)) {
    const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
    const add = (name: ts.Node | undefined, atRunTime: boolean) => {
      if (!name || !ts.isStringLiteralLike(name)) return;
      const line = firstLine + tree.getLineAndCharacterOfPosition(name.getStart()).line;
      found.push({ file, line, target: resolveTarget(file, name.text), atRunTime, ...(inScript && { inScript }) });
    };
    const visit = (node: ts.Node): void => {
      if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, !node.importClause?.isTypeOnly);
      else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, !node.isTypeOnly);
      else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, false);
      else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0], true);
      ts.forEachChild(node, visit);
    };
    visit(tree);
  }
  return found;
}

type Script = { text: string; firstLine: number; inScript?: true };

function scriptsOf(file: string, source: string): Script[] {
  if (!file.endsWith('.astro')) return [{ text: source, firstLine: 1 }];
  const scripts: Script[] = [];
  const frontmatter = /^---\r?\n([\s\S]*?)^---/m.exec(source);
  if (frontmatter) scripts.push({ text: frontmatter[1] ?? '', firstLine: 2 });
  for (const script of source.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/dg)) {
    const start = script.indices?.[1]?.[0] ?? 0;
    scripts.push({ text: script[1] ?? '', firstLine: source.slice(0, start).split('\n').length, inScript: true });
  }
  return scripts;
}

/** `./errors.ts` and `#contract/limits.ts` as files of the project; a query such as `?inline` is left out. */
function resolveTarget(file: string, name: string): string {
  const path = name.replace(/\?.*$/, '');
  if (path.startsWith('#contract/')) return path.replace('#contract/', 'runner/contract/');
  if (path.startsWith('#mdx/')) return path.replace('#mdx/', 'src/mdx/');
  if (!path.startsWith('.')) return path;
  return normalize(join(dirname(file), path)).replaceAll('\\', '/');
}

/** True when a target is a file of the project and not a package. */
export function isOurs(target: string): boolean {
  return /^(?:src|runner|tests|content|docker)\//.test(target) || (!target.includes(':') && existsSync(join(ROOT, target)));
}
