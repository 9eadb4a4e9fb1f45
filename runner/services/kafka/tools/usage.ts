import type { OptionSpec } from './options.ts';

const WIDTH = 80;
const GAP = 2;

/** The help of a command: what it is for, then its options in two columns, as Kafka's tools print theirs. */
export function usage(purpose: string, specs: readonly OptionSpec[]): string {
  const rows = [...specs]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((spec) => ({ left: optionText(spec), right: spec.about }));
  const longest = Math.max(...rows.map(({ left }) => left.length));
  const leftWidth = Math.min(longest, (WIDTH - GAP) / 2);
  const rightWidth = WIDTH - GAP - leftWidth;
  const lines = rows.flatMap(({ left, right }) => {
    const lefts = wrap(left, leftWidth);
    const rights = wrap(right, rightWidth);
    return Array.from({ length: Math.max(lefts.length, rights.length) }, (_, at) =>
      `${(lefts[at] ?? '').padEnd(leftWidth + GAP)}${rights[at] ?? ''}`.trimEnd(),
    );
  });
  const heading = ['Option', '------'].map((word, at) => `${word.padEnd(leftWidth + GAP)}${['Description', '-----------'][at]}`);
  return `${[purpose, ...heading, ...lines].join('\n')}\n`;
}

function optionText({ name, takes, type = 'String', isOptional }: OptionSpec): string {
  if (!takes) return `--${name}`;
  const value = takes === type ? type : `${type}: ${takes}`;
  return isOptional ? `--${name} [${value}]` : `--${name} <${value}>`;
}

/** Words in lines of at most `width`; all but the first are indented by two. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length <= width || line === '') line = longer;
    else {
      lines.push(line);
      line = `  ${word}`;
    }
  }
  return [...lines, line];
}
