import type { LessonProblem, LessonSource } from '#contract/lesson-source.ts';
import { editDistance, nearest, usualName } from '#contract/nearest.ts';
import { hostsIn, NETWORK, type UsedHost } from '#contract/network.ts';
import { type Block, placeIn } from '#contract/read-fence.ts';

type Place = Pick<LessonProblem, 'line' | 'column' | 'from'>;

/**
 * Services that a block, a check or a program of an earlier lesson talks to and `services` does not name, and names that no
 * service has. `earlier`: the blocks in the background of the lessons before it.
 */
export function serviceProblems({ fields, blocks, lineOf }: LessonSource, earlier: readonly Block[] = []): LessonProblem[] {
  const services: readonly string[] = fields?.services ?? [];
  const problems: LessonProblem[] = [];
  const told = new Set<string>();
  const see = (who: string, { host, isKnown }: UsedHost, at: Place) => {
    const service = NETWORK[host]?.service;
    if (told.has(`${who} ${host}`) || (isKnown && services.includes(service ?? ''))) return;
    told.add(`${who} ${host}`);
    const near = nearHost(host);
    const hint = near ? `Did you mean \`${near}\`?` : `Allowed: ${Object.keys(NETWORK).join(', ')}.`;
    if (!isKnown) problems.push({ ...at, message: `${who} asks \`${host}\`, which no service of the stack is called.`, hint });
    else
      problems.push({
        ...at,
        message: `${who} talks to ${service}, which is not in \`services\`.`,
        hint: `Add ${service} to \`services\`.`,
      });
  };
  for (const block of blocks.filter(({ attributes }) => attributes.run)) {
    for (const used of hostsIn(block.text)) {
      // A lesson may ask for a name that is nobody's to show what happens; a near one is a typing mistake.
      if (!used.isKnown && !nearHost(used.host)) continue;
      see(`Block \`${block.id}\``, used, placeIn(block, used.line));
    }
  }
  for (const [index, id] of (fields?.programs ?? []).entries()) {
    const text = earlier.findLast((block) => block.id === id)?.text ?? '';
    for (const used of hostsIn(text)) if (used.isKnown) see(`The program \`${id}\``, used, lineOf(['programs', index]));
  }
  for (const [index, check] of (fields?.checks ?? []).entries()) {
    if (!('url' in check)) continue;
    for (const used of hostsIn(check.url)) see(`Check \`${check.id}\``, used, lineOf(['checks', index, 'url']));
  }
  return problems;
}

/** The name that was most likely meant. Short words are near each other by chance: `web` is no `kdb`. */
function nearHost(host: string): string | undefined {
  const usual = usualName(host);
  if (usual !== host && Object.hasOwn(NETWORK, usual)) return usual;
  const near = nearest(host, Object.keys(NETWORK));
  if (!near || host.length < 4) return undefined;
  return host.length < 6 && editDistance(host, near) > 1 ? undefined : near;
}
