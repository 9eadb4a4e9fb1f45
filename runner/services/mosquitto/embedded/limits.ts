/** How much the broker keeps for a client that is away or slow. Mosquitto on Docker has the same numbers: `docker/mosquitto/`. */
export type Limits = {
  /** Messages of a persistent session; Mosquitto has 1,000 by default, which is one second of a machine. */
  maxQueued: number;
  /** Their payloads together (bytes). */
  maxQueuedBytes: number;
  /** Sent and not acknowledged. Mosquitto has 20 by default (`max_inflight_messages`): too few for a client that acknowledges in batches. */
  maxInflight: number;
  /** What waits in the socket of a client that does not read (bytes); what comes then is dropped for it. */
  maxUnread: number;
};

/** For every broker but those of tests. */
export const LIMITS: Limits = {
  maxQueued: 100_000,
  maxQueuedBytes: 64 * 1024 * 1024,
  maxInflight: 1_000,
  maxUnread: 16 * 1024 * 1024,
};
