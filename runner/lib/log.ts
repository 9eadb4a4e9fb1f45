import pino from 'pino';

/** The log of this process: JSON lines on standard error, level `TOWPATH_LOG` (set in main; `warn` unless told). Never write tokens into it. */
export const log = pino({ base: undefined, level: 'info' }, pino.destination({ fd: 2, sync: true }));
