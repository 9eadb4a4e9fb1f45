import type { GridPos, Panel } from '../model/dashboard-json.ts';

/** A panel at its place on the page. */
export type Placed = { panel: Panel; place: GridPos };

/** The values of a variable that a panel is repeated for. */
export type RepeatValues = (variable: string) => readonly { text: string; value: string }[];

/**
 * Where each panel stands: repeated ones next to or below each other, those of folded rows left out, and what is below
 * moved by as much as that makes room or takes it.
 * @param toggled rows that the learner folded or unfolded, by id
 */
export function layout(panels: readonly Panel[], toggled: ReadonlySet<number>, values: RepeatValues): Placed[] {
  const placed: Placed[] = [];
  let shift = 0;
  for (const { row, members, above } of repeatedRows(sections(panels), values)) {
    shift += above ?? 0;
    const isFolded = row !== undefined && row.collapsed !== toggled.has(row.id);
    if (row) placed.push({ panel: { ...row, collapsed: isFolded }, place: { ...row.gridPos, y: row.gridPos.y + shift } });
    const top = row ? row.gridPos.y + 1 : 0;
    const height = bottomOf(members) - top;
    if (isFolded) {
      if (row && !row.collapsed) shift -= height;
      continue;
    }
    const repeated = repeatAll(members, values);
    placed.push(...repeated.map(({ panel, place }) => ({ panel, place: { ...place, y: place.y + shift } })));
    const grown = Math.max(0, ...repeated.map(({ place }) => place.y + place.h - top));
    // Panels of a stored folded row are not counted in what stands below it.
    shift += row?.collapsed ? grown : Math.max(grown - height, 0);
  }
  return placed;
}

/** `above`: how much room the copy of the row above takes, which the stored dashboard does not know of. */
type Section = { row?: Panel; members: Panel[]; above?: number };

/** Each row with its panels; a folded one holds them itself, others come after it. */
function sections(panels: readonly Panel[]): Section[] {
  const ordered = [...panels].sort((a, b) => a.gridPos.y - b.gridPos.y || a.gridPos.x - b.gridPos.x);
  const found: Section[] = [{ members: [] }];
  for (const panel of ordered) {
    if (panel.type === 'row') found.push({ row: panel, members: panel.collapsed ? below(panel) : [] });
    else found.at(-1)?.members.push(panel);
  }
  return found;
}

/** A row that is repeated stands there once for each value, with its panels. */
function repeatedRows(found: readonly Section[], values: RepeatValues): Section[] {
  return found.flatMap((section) => {
    const { row, members } = section;
    const copies = row?.repeat ? values(row.repeat) : [];
    if (!row || copies.length === 0) return [section];
    const height = row.collapsed ? 0 : Math.max(bottomOf(members) - row.gridPos.y - 1, 0);
    return copies.map(({ value }, index) => {
      const copy = (panel: Panel): Panel => ({
        ...panel,
        id: copyId(panel, index),
        scope: { ...panel.scope, [row.repeat ?? '']: value },
      });
      return { row: copy(row), members: members.map(copy), above: index === 0 ? 0 : height + 1 };
    });
  });
}

/** Copies have ids of their own, far from all others. */
const copyId = ({ id }: Panel, index: number): number => (index === 0 ? id : id * 1_000_000 + index);

/** The panels of a folded row, right below it. */
function below({ panels, gridPos }: Panel): Panel[] {
  const first = Math.min(...panels.map((panel) => panel.gridPos.y));
  return panels.map((panel) => ({ ...panel, gridPos: { ...panel.gridPos, y: panel.gridPos.y - first + gridPos.y + 1 } }));
}

const bottomOf = (panels: readonly Panel[]): number => Math.max(0, ...panels.map(({ gridPos: { y, h } }) => y + h));

function repeatAll(panels: readonly Panel[], values: RepeatValues): Placed[] {
  const placed: Placed[] = [];
  let shift = 0;
  for (const panel of panels) {
    const place = { ...panel.gridPos, y: panel.gridPos.y + shift };
    const found = panel.repeat ? values(panel.repeat) : [];
    if (!panel.repeat || found.length === 0) placed.push({ panel, place });
    else {
      const copies = repeatOne(panel, place, found);
      placed.push(...copies);
      shift += Math.max(...copies.map((copy) => copy.place.y)) - place.y;
    }
  }
  return placed;
}

function repeatOne(panel: Panel, place: GridPos, found: readonly { text: string; value: string }[]): Placed[] {
  const isDown = panel.repeatDirection === 'v';
  const inRow = isDown ? 1 : Math.min(found.length, panel.maxPerRow ?? 4);
  const width = isDown ? place.w : Math.max(Math.floor(24 / inRow), 1);
  return found.map(({ value }, index) => ({
    panel: { ...panel, id: copyId(panel, index), scope: { ...panel.scope, [panel.repeat ?? '']: value } },
    place: {
      x: isDown ? place.x : (index % inRow) * width,
      y: place.y + Math.floor(index / inRow) * place.h,
      w: width,
      h: place.h,
    },
  }));
}
