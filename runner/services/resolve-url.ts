import type { Stack } from './stack.ts';

/**
 * An address in the stack's network as it is on this machine, its scheme and path kept; other hosts stay as they are.
 * @throws RunnerError as `stack.resolve`
 */
export function resolveUrl(stack: Pick<Stack, 'resolve'>, url: string): string {
  const { protocol, hostname, port, pathname, search } = new URL(url);
  const found = stack.resolve({ hostname, port: Number(port || 80) });
  return found ? `${protocol}//${found.hostname}:${found.port}${pathname}${search}` : url;
}
