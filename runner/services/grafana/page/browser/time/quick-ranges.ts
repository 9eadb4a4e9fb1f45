/** Ranges to choose with one press, as Grafana offers them. */
export const QUICK_RANGES: readonly { from: string; to: string; words: string }[] = [
  { from: 'now-1m', to: 'now', words: 'Last 1 minute' },
  { from: 'now-5m', to: 'now', words: 'Last 5 minutes' },
  { from: 'now-15m', to: 'now', words: 'Last 15 minutes' },
  { from: 'now-30m', to: 'now', words: 'Last 30 minutes' },
  { from: 'now-1h', to: 'now', words: 'Last 1 hour' },
  { from: 'now-3h', to: 'now', words: 'Last 3 hours' },
  { from: 'now-6h', to: 'now', words: 'Last 6 hours' },
  { from: 'now-12h', to: 'now', words: 'Last 12 hours' },
  { from: 'now-24h', to: 'now', words: 'Last 24 hours' },
  { from: 'now-2d', to: 'now', words: 'Last 2 days' },
  { from: 'now-7d', to: 'now', words: 'Last 7 days' },
  { from: 'now-30d', to: 'now', words: 'Last 30 days' },
  { from: 'now/d', to: 'now/d', words: 'Today' },
  { from: 'now-1d/d', to: 'now-1d/d', words: 'Yesterday' },
  { from: 'now/w', to: 'now', words: 'This week so far' },
  { from: 'now/M', to: 'now', words: 'This month so far' },
];

/** How often a dashboard is drawn anew, when it does not say which to offer. */
export const REFRESH_INTERVALS: readonly string[] = ['1s', '5s', '10s', '30s', '1m', '5m', '15m', '30m', '1h'];
