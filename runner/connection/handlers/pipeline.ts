import type { HandlersOf } from './handlers.ts';

/** `pipeline.*` and `peek.*`: the live picture of a track. */
export const pipelineHandlers: HandlersOf<'pipeline.watch' | 'pipeline.unwatch' | 'peek.read'> = {
  'pipeline.watch': ({ id, track }, connection) => {
    connection.pipeline.show(track, id);
    return 'sent';
  },
  'pipeline.unwatch': (_, connection) => connection.pipeline.close(),
  'peek.read': async ({ id, track, part, mayMark }, { runner }) => ({
    ...(await runner.pipelines.peek(track, part, { mayMark })),
    id,
  }),
};
