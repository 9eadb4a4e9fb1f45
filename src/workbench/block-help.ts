import type { BlockFault, BlockStatus } from '#contract/messages/block.ts';
import type { ServiceId } from '#contract/services.ts';

/** What a button under a failed block does. `again`: also what is done already. */
export type HelpAction =
  | { do: 'put-back' }
  | { do: 'edit'; line: number }
  | { do: 'put-back-files'; files: readonly string[] }
  | { do: 'run-above'; again: boolean }
  | { do: 'start'; service: ServiceId; title: string };

/** One sentence from what is known, then at most two buttons. */
export type Help = { sentence: string; actions: HelpAction[] };

/** What is known about a block that failed. */
export type Known = {
  status: BlockStatus;
  /** The file that the block is. */
  file?: string | undefined;
  /** The text on the page is the learner's own. */
  edited: boolean;
  /** The text that ran when it is not the one on the page now. */
  from: 'lesson' | 'learner' | undefined;
  /** A service that it or its lesson needs and that is not running. */
  down: { service: ServiceId; title: string } | undefined;
  /** Files of the lesson above the block whose text is the learner's own. */
  files: readonly string[];
  /** Required blocks it builds on that have not run. */
  missing: readonly string[];
  /** Required blocks above it that failed or have not run. */
  unfinished: readonly string[];
  /** Something above can be run again. */
  hasAbove: boolean;
  /** The last of its output, for the name of a missing program. */
  output: string;
};

/** Decides what to try after a failure; the likeliest cause first. */
export function whatToTry(known: Known): Help {
  const { edited, from, down, files } = known;
  if (from) return ofOtherText(known, from);
  if (known.status.fault) return ofFault(known, known.status.fault);
  if (edited) return ofEdited(known);
  if (down)
    return { sentence: `${down.title} is stopped. Start it, then run the block again.`, actions: [{ do: 'start', ...down }] };
  const program = missingProgram(known);
  if (program)
    return {
      sentence: `${program} is not installed. On Debian and Ubuntu: sudo apt install ${program}. On macOS: brew install ${program}.`,
      actions: [],
    };
  if (files.length > 0)
    return {
      sentence: `You edited ${names(files)}; the lesson’s text can be put back.`,
      actions: [{ do: 'put-back-files', files }, ...ofAbove(known.missing)],
    };
  return fromAbove(known);
}

/** What failed is not what Run runs now. */
function ofOtherText({ down }: Known, from: 'lesson' | 'learner'): Help {
  const sentence =
    from === 'learner'
      ? 'This is from your edited text. The lesson’s text is back: run it.'
      : 'This is from the lesson’s text, before you edited it. Run yours.';
  if (!down) return { sentence, actions: [] };
  return { sentence: `${sentence} ${down.title} is stopped; start it first.`, actions: [{ do: 'start', ...down }] };
}

/** Node named the line; what else may be wrong is below it in the output. */
function ofFault({ file, edited, down }: Known, { line, what }: BlockFault): Help {
  const sentence = `Line ${line} of ${file ?? 'the text'} ended it: ${what}${/[.!?]$/.test(what) ? '' : '.'}`;
  const actions: HelpAction[] = [{ do: 'edit', line }, ...(edited ? [{ do: 'put-back' } as const] : [])];
  if (!down) return { sentence, actions };
  return { sentence: `${sentence} ${down.title} is stopped.`, actions: [{ do: 'start', ...down }, ...actions] };
}

function ofEdited({ down, missing }: Known): Help {
  const sentence = 'You edited this block. Put the lesson’s text back and run it again; if it still fails, the output says why.';
  if (down)
    return {
      sentence: `${down.title} is stopped. Start it and run again. You also edited this block; the lesson’s text can be put back.`,
      actions: [{ do: 'start', ...down }, { do: 'put-back' }],
    };
  return { sentence, actions: [{ do: 'put-back' }, ...ofAbove(missing)] };
}

/** What the blocks above have to do with it. */
function fromAbove({ missing, unfinished, hasAbove }: Known): Help {
  const have = (ids: readonly string[]) => (ids.length === 1 ? 'has' : 'have');
  if (missing.length > 0)
    return { sentence: `This block builds on ${names(missing)}, which ${have(missing)} not run.`, actions: ofAbove(missing) };
  if (unfinished.length > 0)
    return {
      sentence: `Above it, ${names(unfinished)} ${have(unfinished)} failed or not run yet. Begin there.`,
      actions: ofAbove(unfinished),
    };
  if (hasAbove)
    return {
      sentence: 'Read the last line of the output. If the stack was reset since you ran the blocks above, run them again.',
      actions: [{ do: 'run-above', again: true }],
    };
  return {
    sentence:
      'Read the last line of the output, then run it again. What an earlier lesson left may be gone: its blocks make it anew.',
    actions: [],
  };
}

function ofAbove(open: readonly string[]): HelpAction[] {
  return open.length > 0 ? [{ do: 'run-above', again: false }] : [];
}

function missingProgram({ status, output }: Known): string | undefined {
  return status.exitCode === 127 ? /([\w.-]+): (?:command )?not found/.exec(output)?.[1] : undefined;
}

/** `publish`, `create-queue and publish`, `a, b and c`. */
export function names(ids: readonly string[]): string {
  return ids.length < 2 ? (ids[0] ?? '') : `${ids.slice(0, -1).join(', ')} and ${ids.at(-1)}`;
}
