/** A request for the cluster's metadata without topics, version 1. */
export function metadataRequest(): Buffer {
  const request = Buffer.alloc(22);
  request.writeInt32BE(18, 0);
  request.writeInt16BE(3, 4);
  request.writeInt16BE(1, 6);
  request.writeInt32BE(1, 8);
  request.writeInt16BE(4, 12);
  request.write('test', 14, 'latin1');
  return request;
}
