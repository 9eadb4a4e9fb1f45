import type { Dashboard } from './state.ts';

/** The tags in a dashboard's JSON, which may hold anything. */
export function tagsOf({ data }: Pick<Dashboard, 'data'>): string[] {
  return Array.isArray(data.tags) ? data.tags.filter((tag) => typeof tag === 'string') : [];
}
