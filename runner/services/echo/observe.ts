import { PEEK_MESSAGES } from '#contract/limits.ts';
import { RunnerError } from '../../errors.ts';
import type { LookContext, ObserverOf } from '../../pipeline/define-observer.ts';
import { peekedText } from '../../pipeline/peeked-text.ts';

/** What a picture can show of echo: the texts that it remembers. */
export const echoObserver = {
  observe: async (things, context) => {
    const { length } = await askTexts(context);
    const seen = { isThere: true as const, count: length, noun: length === 1 ? 'text' : 'texts', arrived: length };
    return things.map(() => seen);
  },
  peek: async (_, context) => {
    const texts = await askTexts(context);
    const newest = texts.slice(-PEEK_MESSAGES).map((text, index) => ({
      place: `#${Math.max(0, texts.length - PEEK_MESSAGES) + index + 1}`,
      value: peekedText(Buffer.from(text)),
      headers: [],
      facts: [],
    }));
    return { state: 'seen', total: texts.length, noun: 'texts', order: 'newest first', messages: newest.reverse() };
  },
} satisfies ObserverOf<'echo'>;

async function askTexts({ resolve, signal }: LookContext): Promise<string[]> {
  const response = await fetch(resolve('http://echo:7007/heard'), { signal }).catch((cause: unknown) => {
    if (signal.aborted) throw cause;
    throw new RunnerError('service.failed', 'Echo does not answer.', { hint: 'Start it in the Services panel.', cause });
  });
  return (await response.json()) as string[];
}
