/** Where the broker listens, and the address it tells the clients that come in there. */
export type Listener = {
  name: string;
  /** 0 for any free port. */
  port: number;
  /** What clients are told; the address listened on when it is left out. */
  advertised?: { host: string; port: number };
};

/** The address for a client of this listener. */
export function addressOf({ advertised, port }: Listener): { host: string; port: number } {
  return advertised ?? { host: '127.0.0.1', port };
}
