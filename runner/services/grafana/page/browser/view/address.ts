import type { RawRange } from '../time/time-range.ts';

/** What the address says, in Grafana's words: `/d/uid/slug?from=now-15m&to=now&refresh=5s&var-machine=m1&kiosk`. */
export type Address = {
  kind: 'list' | 'dashboard' | 'solo';
  uid: string;
  /** Without the head of the page, for frames. */
  isKiosk: boolean;
  theme: 'light' | 'dark' | undefined;
  range: Partial<RawRange>;
  refresh: string | undefined;
  /** The one panel to show. */
  panelId: number | undefined;
  search: URLSearchParams;
};

/** Reads the address of the page. */
export function readAddress({ pathname, search: words }: Pick<Location, 'pathname' | 'search'>): Address {
  const search = new URLSearchParams(words);
  const [, prefix, uid = ''] = /^\/(d|d-solo)\/([^/]+)/.exec(pathname) ?? [];
  const theme = search.get('theme');
  const panel = search.get('viewPanel') ?? search.get('panelId');
  const panelId = panel === null ? undefined : Number(panel.replace(/^panel-/, ''));
  return {
    kind: prefix === 'd' ? 'dashboard' : prefix === 'd-solo' ? 'solo' : 'list',
    uid: decodeURIComponent(uid),
    isKiosk: prefix === 'd-solo' || (search.has('kiosk') && search.get('kiosk') !== 'false'),
    theme: theme === 'light' || theme === 'dark' ? theme : undefined,
    range: { ...pick(search, 'from'), ...pick(search, 'to') },
    refresh: search.get('refresh') ?? undefined,
    panelId: panelId !== undefined && Number.isFinite(panelId) ? panelId : undefined,
    search,
  };
}

/** Changes what the address says, so that it can be kept or sent on. `push` makes Back lead to what was before. */
export function writeAddress(change: (search: URLSearchParams) => void, { push = false }: { push?: boolean } = {}): void {
  const search = new URLSearchParams(location.search);
  change(search);
  const words = search.toString().replace(/=(?=&|$)/g, '');
  const to = `${location.pathname}${words ? `?${words}` : ''}`;
  if (to === `${location.pathname}${location.search}`) return;
  if (push) history.pushState(null, '', to);
  else history.replaceState(null, '', to);
}

function pick<Name extends 'from' | 'to'>(search: URLSearchParams, name: Name): { [Key in Name]?: string } {
  const value = search.get(name);
  return (value ? { [name]: value } : {}) as { [Key in Name]?: string };
}
