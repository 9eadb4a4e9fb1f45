import { PROJECT_DIR } from '../config.ts';
import { newCheck } from './new-check.ts';
import { newLesson } from './new-lesson.ts';
import { newService } from './new-service.ts';
import { newTrack } from './new-track.ts';
import { helpText, type Request, readRequest } from './options.ts';
import { type Outcome, outcomeText } from './outcome.ts';
import { Refusal } from './refusal.ts';

/** `npm run new`. The exit status is 2 when what was asked for cannot be; nothing was written then. */
const project = { root: PROJECT_DIR };

function make(request: Exclude<Request, { kind: 'help' }>): Outcome {
  if (request.kind === 'track') return newTrack(project, request.title);
  if (request.kind === 'lesson') return newLesson(project, request);
  if (request.kind === 'check') return newCheck(project, request);
  return newService(project, request);
}

try {
  const request = readRequest(process.argv.slice(2));
  process.stdout.write(`${request.kind === 'help' ? helpText() : outcomeText(make(request))}\n`);
} catch (error) {
  if (error instanceof Refusal) process.stderr.write(`${error.message} ${error.hint}\n`);
  else process.stderr.write(`${(error as Error).message}\nNothing was made.\n`);
  process.exitCode = error instanceof Refusal ? 2 : 1;
}
