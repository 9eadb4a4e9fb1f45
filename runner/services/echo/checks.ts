import { count } from '#contract/checks/base.ts';
import { RunnerError } from '../../errors.ts';
import type { CheckContext, ChecksOf } from '../../verify/define-check.ts';

/** What a lesson can ask of echo. */
export const echoChecks = {
  'echo.heard': async ({ text }, context) => {
    const heard = await askHeard(context);
    const passed = heard.includes(text);
    const expected = `echo has heard “${text}”`;
    if (passed) return { passed, expected, actual: 'it has' };
    const last = heard.at(-1);
    const actual =
      last === undefined ? 'it has heard nothing' : `it has heard ${count(heard.length, 'text')}, the last one “${last}”`;
    return { passed, expected, actual, hint: 'Run the block that says it.' };
  },
} satisfies ChecksOf<'echo'>;

async function askHeard(context: CheckContext): Promise<string[]> {
  const url = context.resolve('http://echo:7007/heard');
  const response = await fetch(url, { signal: context.signal }).catch((cause: unknown) => {
    if (context.signal.aborted) throw cause;
    throw new RunnerError('service.failed', 'Echo does not answer.', { hint: 'Start it in the Services panel.', cause });
  });
  return (await response.json()) as string[];
}
