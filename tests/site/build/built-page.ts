import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a page of the built site loads at once, and its markup. Paths are relative to the site. */
export type BuiltPage = { html: string; styles: string[]; scripts: string[]; inlineScripts: string[] };

/** Reads a page; scripts include the chunks that they import statically. */
export async function readPage(folder: string, path: string): Promise<BuiltPage> {
  const html = await readFile(join(folder, path), 'utf8');
  const styles = [...html.matchAll(/<link rel="stylesheet" href="\/([^"]+)"/g)].map(([, href = '']) => href);
  const scripts = new Set<string>();
  for (const [, src = ''] of html.matchAll(/<script[^>]* src="\/([^"]+)"/g)) await addWithImports(folder, src, scripts);
  const inlineScripts = [
    ...html.matchAll(/<script(?![^>]*\bsrc=)(?![^>]*type="(?:application|text)\/)[^>]*>([\s\S]*?)<\/script>/g),
  ].map(([, code = '']) => code);
  return { html, styles, scripts: [...scripts], inlineScripts };
}

async function addWithImports(folder: string, script: string, seen: Set<string>): Promise<void> {
  if (seen.has(script)) return;
  seen.add(script);
  const code = await readFile(join(folder, script), 'utf8');
  for (const [, name = ''] of code.matchAll(/(?:^|[;}])import(?:[^"'();]*from)?["']\.\/([^"']+)["']/g)) {
    await addWithImports(folder, join('_astro', name), seen);
  }
}

/** The values of an attribute, wherever it stands in a piece of markup, as the browser would read them. */
export function attributeValues(html: string, name: string): string[] {
  return [...html.matchAll(new RegExp(` ${name}="([^"]*)"`, 'g'))].map(([, value = '']) => decode(value));
}

const NAMED: Record<string, string> = { lt: '<', gt: '>', quot: '"', amp: '&', apos: "'" };

function decode(text: string): string {
  return text.replace(/&[^;\s]+;/g, (entity) => {
    const name = entity.slice(1, -1);
    if (!name.startsWith('#')) return NAMED[name] ?? entity;
    return String.fromCodePoint(Number(name.replace(/^#x/i, '0x').replace('#', '')));
  });
}
