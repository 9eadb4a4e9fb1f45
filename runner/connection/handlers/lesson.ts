import { log } from '../../lib/log.ts';
import type { HandlersOf } from './handlers.ts';

/** `lesson.*`: what a page shows. */
export const lessonHandlers: HandlersOf<'lesson.open'> = {
  'lesson.open': ({ id, lesson: lessonId, seen }, connection) => {
    const { runner } = connection;
    const lesson = runner.lessons.get(lessonId);
    runner.visit(lesson);
    const view = connection.show(lesson.id);
    // The state first, then the output: a page must know of a run before its first character.
    connection.send({ ...runner.lessonState(lesson), id });
    view.watch(lesson, seen);
    runner.workspace.lookOutside(lesson).catch((error: unknown) => log.error({ err: error }, 'looking at files'));
    return 'sent';
  },
};
