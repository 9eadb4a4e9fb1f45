/** What can have settings. The numbers are the protocol's. */
export const RESOURCE = { TOPIC: 2, BROKER: 4 } as const;
