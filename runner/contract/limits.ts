/** Numbers that page and runner both obey: unit, reason, and how they relate to each other. */

/** A client message larger than this (bytes of UTF-8) is refused: it is four times the largest block text. Sixteen times as much closes the connection. */
export const MAX_MESSAGE_BYTES = 256 * 1024;

/** The largest text of one block or file (characters). Linux takes at most 128 KiB in one argument of a command. */
export const MAX_TEXT_CHARS = 64 * 1024;

/** Input to a terminal or block in one message (characters); a paste that is longer is sent in parts. */
export const MAX_INPUT_CHARS = 8 * 1024;

/** Output in one message (characters): small enough that a page draws it in one frame. */
export const MAX_CHUNK_CHARS = 32 * 1024;

/** The runner stops sending to a page that has not acknowledged this much (characters). As in VS Code's terminal. */
export const HIGH_WATER_CHARS = 100_000;

/** … and goes on when less than this is unacknowledged. Well above ACK_CHARS, so that it never waits for an ack that is not due. */
export const LOW_WATER_CHARS = 5_000;

/** The page acknowledges after this much was drawn (characters). At most LOW_WATER_CHARS, or the runner would wait for ever. */
export const ACK_CHARS = 5_000;

/** What is kept of one block's or terminal's output for reloads (characters); about 5,000 lines. */
export const MAX_REPLAY_CHARS = 400_000;

/**
 * Output is joined for this long before it is sent (ms), the first chunk of a run excepted. With HIGH_WATER_CHARS it also
 * sets the pace of a flood, about 23 MB/s: sent as fast as it is read,
 * 200 MB grow the runner by 75 MB, at this pace by 8.
 */
export const JOIN_MS = 4;

/** Requests of one connection: at most this many at once, then RATE_PER_SECOND. Acknowledgements and key strokes have their own. */
export const RATE_BURST = 200;
export const RATE_PER_SECOND = 100;

/** Acknowledgements, key strokes and resizes of one connection. 200 MB in acks of ACK_CHARS are 40,000. */
export const STREAM_RATE_BURST = 20_000;
export const STREAM_RATE_PER_SECOND = 10_000;

/** How long a check may look before it has failed (ms), unless the lesson says `within`. Streams settle late. */
export const CHECK_DEADLINE_MS = 5_000;

/** The runner pings this often (ms); a page that missed two is gone. */
export const HEARTBEAT_MS = 15_000;

/** Open shells of one runner. */
export const MAX_TERMINALS = 8;

/** How often the runner looks at what a live picture shows (ms), while somebody looks at the picture. */
export const LOOK_EVERY_MS = 1_000;

/** Rates are taken over this long (ms): several looks, and RabbitMQ counts every five seconds. */
export const RATE_WINDOW_MS = 5_000;

/** How many messages a peek brings, and how much of each text in it (characters). A page draws them all at once. */
export const PEEK_MESSAGES = 20;
export const MAX_PEEK_CHARS = 8_000;
