import * as z from 'zod';

/** Every code a runner's error can carry: what it means, in one line. */
export const ERROR_CODES = {
  'message.malformed': 'A message was not JSON, not of the contract, or too large.',
  'message.too-many': 'A connection sent faster than the contract allows.',
  'version.mismatch': 'The page and the runner speak different versions of the contract.',
  'lesson.unknown': 'There is no such lesson.',
  'lesson.invalid': 'The lesson has a mistake; file, line and the nearest right name are in the message.',
  'lesson.changed': 'The text on the page is no longer the text in the lesson.',
  'part.unknown': 'The picture of a track has no such part, or nothing of it can be looked at.',
  'block.unknown': 'The lesson has no such block.',
  'block.busy': 'The block is running already.',
  'block.not-running': 'The block is not running.',
  'block.unsupported': 'The block cannot run here, on this stack or yet.',
  'file.changed': 'A file of the workspace was changed outside of the page.',
  'track.unknown': 'There is no such track, or its track.yaml has a mistake.',
  'track.busy': 'Something is being done with a track already.',
  'track.failed': 'A lesson on the way did not end as it should.',
  'program.failed': 'A program that a lesson needs did not become ready.',
  'check.unknown': 'The lesson has no such check.',
  'verify.busy': 'The lesson is being verified already.',
  'service.unknown': 'There is no such service.',
  'service.failed': 'A service did not start or stop.',
  'service.starting': 'A service that is needed is on its way up or down.',
  'service.stopped': 'A service that is needed is stopped.',
  'stack.unavailable': 'The stack cannot be used on this machine or not yet.',
  'docker.unavailable': 'No Docker Engine on this machine answers, or not one that can be used.',
  'docker.failed': 'Docker could not do what it was asked for: an image, a container, a port, the disk.',
  'terminal.unknown': 'There is no such shell.',
  'terminal.too-many': 'Too many shells are open.',
  'data.locked': 'Another runner uses the data directory.',
  'data.unwritable': 'The data directory cannot be written.',
  'config.invalid': 'An option or environment variable is wrong.',
  'token.wrong': 'The token is missing or wrong.',
  'origin.foreign': 'The request comes from another site or under another host name.',
  internal: 'A mistake of ours; the log has the details under the reference.',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** An error as it travels: what happened, what to do next, and for `internal` a reference into the log. */
export const errorBody = z.strictObject({
  code: z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]),
  message: z.string(),
  hint: z.string().optional(),
  reference: z.string().optional(),
});
export type ErrorBody = z.infer<typeof errorBody>;
