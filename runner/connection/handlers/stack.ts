import type { HandlersOf } from './handlers.ts';

/** `stack.*`: the services. */
export const stackHandlers: HandlersOf<
  'stack.start' | 'stack.stop' | 'stack.reset' | 'stack.select' | 'stack.read-logs' | 'stack.read-preflight'
> = {
  'stack.start': async ({ service }, { runner }) => await runner.stack.start(service),
  'stack.stop': async ({ service }, { runner }) => await runner.stack.stop(service),
  'stack.reset': async ({ service }, { runner }) => await runner.reset(service),
  'stack.select': async ({ stack }, { runner }) => await runner.select(stack),
  'stack.read-preflight': async ({ id, stack }, { runner }) => ({
    type: 'stack.preflight',
    id,
    stack,
    ...(await runner.preflight(stack)),
    ends:
      stack === runner.stack.id
        ? { blocks: 0, shells: 0 }
        : { blocks: runner.blocks.busy, shells: runner.terminals.list().filter(({ running }) => running).length },
  }),
  'stack.read-logs': ({ id, service }, { runner }) => ({ type: 'stack.logs', id, service, lines: runner.stack.logs(service) }),
};
