/** What InfluxDB says when it does not take some or all of the points of a write; it took the others. */
export class WriteRefusal extends Error {}
