import { RunnerError } from '../../errors.ts';
import { findBlock, type Lesson } from '../../lessons/lesson.ts';
import type { Connection } from '../connection.ts';
import type { HandlersOf } from './handlers.ts';

function find(connection: Connection, { lesson: lessonId, block: blockId }: { lesson: string; block: string }) {
  const lesson: Lesson = connection.runner.lessons.get(lessonId);
  return { lesson, block: findBlock(lesson, blockId) };
}

/**
 * The same for what is about a run that has begun: the lesson as it was read last will do. A mistake that somebody is
 * writing into it just now must not keep anybody from stopping what runs.
 */
function findBegun(connection: Connection, { lesson: lessonId, block: blockId }: { lesson: string; block: string }) {
  const { lessons } = connection.runner;
  const lesson = lessons.find(lessonId) ?? lessons.get(lessonId);
  return { lesson, block: findBlock(lesson, blockId) };
}

/** The running run that a key stroke or resize is for; one that has ended meanwhile needs neither. */
function running(connection: Connection, message: { lesson: string; block: string; run: string }) {
  const { lesson, block } = findBegun(connection, message);
  const run = connection.runner.blocks.running(lesson, block);
  return run?.run === message.run ? run : undefined;
}

/** `block.*`: run blocks. */
export const blockHandlers: HandlersOf<
  'block.run' | 'block.stop' | 'block.clear' | 'block.ack' | 'block.input' | 'block.resize'
> = {
  'block.run': async (message, connection) => {
    const { lesson, block } = find(connection, message);
    if (message.hash !== block.hash) {
      throw new RunnerError('lesson.changed', `The block ${block.id} has changed since this page was loaded.`, {
        hint: 'Reload the page, then run it.',
      });
    }
    connection.runner.tracks.refuseDuringReset(lesson.track);
    connection.runner.visit(lesson, true);
    await connection.runner.blocks.start(lesson, block, message);
  },
  'block.stop': async (message, connection) => {
    const { lesson, block } = findBegun(connection, message);
    await connection.runner.blocks.stop(lesson, block);
  },
  'block.clear': (message, connection) => {
    const { lesson, block } = findBegun(connection, message);
    connection.runner.blocks.clear(lesson, block);
  },
  'block.ack': (message, connection) => connection.view?.acknowledge(message),
  'block.input': (message, connection) => running(connection, message)?.write(message.data),
  'block.resize': (message, connection) => running(connection, message)?.resize(message.cols, message.rows),
};
