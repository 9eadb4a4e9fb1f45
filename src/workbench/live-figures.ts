import type { PartFigures } from '#contract/messages/pipeline.ts';
import type { TrackNode } from '#contract/track.ts';
import type { LivePicture } from '../tracks/pipeline-live-picture.ts';
import type { PartState } from '../tracks/pipeline-picture.ts';
import { type LiveEdge, liveEdges, livePartState } from './live-edges.ts';
import { countInWords, moreInWords } from './part-words.ts';
import { flowDuration, rateInWords } from './rate-words.ts';

/** The description of the part that has the keyboard changes at most this often (ms): a screen reader may read it aloud each time. */
const SAY_EVERY_MS = 10_000;

type Now = { figures: ReadonlyMap<string, PartFigures>; lesson: ReadonlyMap<string, PartState> };

/** Fills what was seen into a drawn live picture, in place: the keyboard stays where it is and the water goes on. */
export class LiveFigures {
  readonly #svg: SVGSVGElement;
  readonly #picture: LivePicture;
  readonly #nodes: readonly TrackNode[];
  #saidAt = Number.NEGATIVE_INFINITY;

  constructor(svg: SVGSVGElement, picture: LivePicture, nodes: readonly TrackNode[]) {
    this.#svg = svg;
    this.#picture = picture;
    this.#nodes = nodes;
  }

  draw(now: Now): void {
    const edges = liveEdges(this.#picture.edges, now);
    for (const node of this.#nodes) this.#drawPart(node, now);
    edges.forEach((edge, index) => {
      this.#drawEdge(edge, index);
    });
    this.#picture.spots.forEach(({ of }, index) => {
      const rate =
        'edge' in of ? edges[of.edge]?.rate : 'into' in of ? now.figures.get(of.into)?.in : now.figures.get(of.outOf)?.out;
      const suffix = 'edge' in of ? '' : 'into' in of ? ' in' : ' out';
      const text = this.#svg.querySelector(`[data-spot="${index}"]`);
      if (!text) return;
      setText(text, rate === undefined ? '' : rateInWords(rate) + suffix);
      text.classList.toggle('quiet-text', rate === 0);
    });
    this.#say(now);
  }

  #drawPart(node: TrackNode, now: Now): void {
    const group = this.#svg.querySelector(`[data-part="${node.id}"]`);
    const count = group?.querySelector('.ct');
    if (!group || !count) return;
    const figures = now.figures.get(node.id);
    const state = livePartState(node.id, now);
    if (!group.classList.contains(`n-${state}`)) group.setAttribute('class', `n n-${state}`);
    group.setAttribute('data-state', figures?.state ?? '');
    setText(count, figures ? countInWords(figures) : '');
    count.classList.toggle('quiet-text', figures?.state !== 'live' && state !== 'failed');
    setTitle(group, figures?.detail);
  }

  #drawEdge({ state, rate, pace = 0 }: LiveEdge, index: number): void {
    for (const part of this.#svg.querySelectorAll<SVGElement>(`[data-edge="${index}"]`)) {
      const isDotted = part.classList.contains('e-none');
      part.classList.toggle('off', isDotted !== (state === 'none'));
      if (part.tagName !== 'g') continue;
      part.classList.toggle('e-idle', state === 'idle');
      part.style.setProperty('--flow', flowDuration(rate ?? pace));
    }
  }

  /** What is known of a part besides what is written in it. */
  #say(now: Now): void {
    const mayInterrupt = performance.now() - this.#saidAt >= SAY_EVERY_MS;
    for (const { id } of this.#nodes) {
      const group = this.#svg.querySelector(`[data-part="${id}"][role=button]`);
      const more = moreInWords(now.figures.get(id));
      const isFocused = group === document.activeElement;
      if (!group || group.getAttribute('aria-description') === more || (isFocused && !mayInterrupt)) continue;
      group.setAttribute('aria-description', more);
      if (isFocused) this.#saidAt = performance.now();
    }
  }
}

function setText(place: Element, text: string): void {
  if (place.textContent !== text) place.textContent = text;
}

/** A tooltip with the reason, where there is one. */
function setTitle(group: Element, words: string | undefined): void {
  const before = group.querySelector('title');
  if (words === undefined) {
    before?.remove();
    return;
  }
  const title = before ?? document.createElementNS('http://www.w3.org/2000/svg', 'title');
  setText(title, words);
  if (!before) group.prepend(title);
}
