const FRONTMATTER = /^---\r?\n[\s\S]*?^---[ \t]*$/m;

/** A lesson's text with spaces in place of its frontmatter: lines and columns stay those of the file. */
export function blankFrontmatter(source: string): string {
  if (!source.startsWith('---')) return source;
  return source.replace(FRONTMATTER, (frontmatter) => frontmatter.replace(/[^\r\n]/g, ' '));
}
