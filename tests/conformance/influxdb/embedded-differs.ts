/** Questions whose answer of InfluxDB 1.6.7 the embedded database does not give: by their titles, with the reason. */
export const EMBEDDED_DIFFERS: ReadonlyMap<string, string> = new Map([
  [';', 'an answer without results says so'],
  ['🙂', 'characters outside of ASCII are written in another way in a header'],
]);
