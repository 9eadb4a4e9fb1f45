import { RunnerError } from '../../errors.ts';
import { findBlock } from '../../lessons/lesson.ts';
import type { Connection } from '../connection.ts';
import type { HandlersOf } from './handlers.ts';

async function save(
  connection: Connection,
  {
    lesson: lessonId,
    block: blockId,
    text,
    overwrite,
  }: { lesson: string; block: string; text?: string; overwrite?: true | undefined },
): Promise<void> {
  const { runner } = connection;
  const lesson = runner.lessons.get(lessonId);
  const block = findBlock(lesson, blockId);
  if (!block.attributes.file) throw new RunnerError('block.unsupported', `The block ${block.id} is not a file.`);
  runner.tracks.refuseDuringReset(lesson.track);
  const status = await runner.workspace.save(lesson, { block, text: text ?? block.text, overwrites: overwrite });
  runner.publish({ type: 'file.state', lesson: lesson.id, status }, lesson.id);
  if (!block.attributes.run) return;
  runner.publish({ type: 'block.state', lesson: lesson.id, status: runner.blocks.status(lesson, block) }, lesson.id);
}

/** `file.*`: file blocks. */
export const fileHandlers: HandlersOf<'file.save' | 'file.reset'> = {
  'file.save': (message, connection) => save(connection, message),
  'file.reset': ({ lesson, block }, connection) => save(connection, { lesson, block }),
};
