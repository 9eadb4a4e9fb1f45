import { stringify } from 'yaml';
import { CHECK_NAMES } from '#contract/checks/checks.ts';
import { SERVICE_TITLES } from '#contract/services.ts';
import type { Service } from '../../services/define-service.ts';

type LessonWords = {
  title: string;
  /** The lesson's name in its track, which the traces of its block carry: those of another lesson must not pass for them. */
  name: string;
  services: readonly Service[];
};

/** The `index.mdx` of a new lesson: one block, one check that misses it, and readable words where the author's go. */
export function lessonText({ title, name, services }: LessonWords): string {
  const likeEcho = services.find(isLikeEcho);
  const { check, block, look } = likeEcho ? saying(likeEcho, name) : writing(name);
  return `---
title: ${stringify(title, { lineWidth: 0 }).trimEnd()}
# To write: what the learner can do afterwards, in one sentence.
summary: Do one small thing, look at what it left behind, and prove it.
minutes: 5
services: [${services.map(({ id }) => id).join(', ')}]
# To write: what holds when the lesson is passed, and what is still missing.
holds: Your first step is there and proven. The next lesson goes on from here.
checks:
  - ${check}
---

{/* To write: the situation. Who needs this, and what goes wrong without it? The tool comes later. */}
Something happens, and nobody is there to see it. What is not written down is gone. In this lesson you leave a trace, and prove that it is there.

{/* To write: each step is one thing to do, with a heading that says what it is for. */}
## Leave a trace

\`\`\`sh run id=first-step
${block}
\`\`\`

{/* To write: what to look at in the output, then what it means. Never two blocks without a word between them. */}
${look}

## Verify

<Verify />

{/* To write: one line about what is still missing, which leads to the next lesson. */}
One step is done. The next lesson builds on it.
`;
}

type Step = { check: string; block: string; look: string };

/** A block that writes a file. */
function writing(name: string): Step {
  return {
    check: `{ id: first-step, check: file.exists, file: ${name}.txt, contains: the first step is done, fix: first-step, title: The first step left its trace }`,
    block: `echo "the first step is done" | tee ${name}.txt`,
    look: `The line is on your screen and, because of \`tee\`, in the file \`${name}.txt\` of your workspace too.`,
  };
}

/** A service that was made from Echo and still hears what it is told has a check for that. */
const isLikeEcho = ({ id, ports }: Service): boolean => (CHECK_NAMES as string[]).includes(`${id}.heard`) && ports.length > 0;

function saying({ id, ports }: Service, name: string): Step {
  const title = SERVICE_TITLES[id];
  return {
    check: `{ id: first-step, check: ${id}.heard, text: hello from ${name}, fix: first-step, title: ${stringify(`${title} has heard you`).trimEnd()} }`,
    block: `curl --silent --show-error --fail-with-body --data "hello from ${name}" \\\n  --write-out '\\n' http://${id}:${ports[0]?.port}/say`,
    look: `The answer says how many texts ${title} remembers now. Yours is the last of them.`,
  };
}
