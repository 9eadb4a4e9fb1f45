import { createHash, randomBytes } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { pack } from 'tar-stream';
import { portOf } from '../../runner/lib/ports.ts';

/** An image registry on loopback that has one image, of one layer; engines take such a one without TLS. */
export type ImageRegistry = {
  /** The image's whole name. */
  image: string;
  /** `127.0.0.1:port`. */
  host: string;
  /** Its layer (bytes). */
  bytes: number;
  /** The rest of the layer is sent from now on; until then only the first half is. */
  release: () => void;
  stop: () => Promise<void>;
};

const MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';
const CONFIG = 'application/vnd.docker.container.image.v1+json';
const LAYER = 'application/vnd.docker.image.rootfs.diff.tar';

/** Starts one. `bytes`: how large the layer's only file is. (OCI distribution specification, "Pulling an image".) */
export async function startRegistry({ bytes }: { bytes: number }): Promise<ImageRegistry> {
  const layer = await layerOf(bytes);
  const config = Buffer.from(
    JSON.stringify({
      architecture: process.arch === 'x64' ? 'amd64' : process.arch,
      os: 'linux',
      config: {},
      rootfs: { type: 'layers', diff_ids: [digest(layer)] },
    }),
  );
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: { mediaType: CONFIG, size: config.length, digest: digest(config) },
      layers: [{ mediaType: LAYER, size: layer.length, digest: digest(layer) }],
    }),
  );
  const released = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    const last = request.url?.split('/').at(-1) ?? '';
    if (request.url === '/v2/') response.end('{}');
    else if (request.url?.includes('/manifests/') && ['1', digest(manifest)].includes(last)) {
      response.setHeader('docker-content-digest', digest(manifest)).setHeader('content-type', MANIFEST);
      response.setHeader('content-length', manifest.length).end(manifest);
    } else if (last === digest(config)) response.end(config);
    else if (last === digest(layer)) void sendHalves(response, { layer, released: released.promise });
    else {
      response.statusCode = 404;
      response
        .setHeader('content-type', 'application/json')
        .end('{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}');
    }
  });
  await listen(server);
  const host = `127.0.0.1:${portOf(server)}`;
  return {
    image: `${host}/towpath/pulled:1`,
    host,
    bytes: layer.length,
    release: released.resolve,
    stop: async () => {
      released.resolve();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function sendHalves(
  response: ServerResponse,
  { layer, released }: { layer: Buffer; released: Promise<void> },
): Promise<void> {
  response.setHeader('content-length', layer.length).write(layer.subarray(0, layer.length / 2));
  await released;
  response.end(layer.subarray(layer.length / 2));
}

/** Random bytes: what is pulled is as large as what is unpacked. */
async function layerOf(bytes: number): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name: 'random' }, randomBytes(bytes));
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const digest = (data: Buffer): string => `sha256:${createHash('sha256').update(data).digest('hex')}`;

async function listen(server: Server): Promise<void> {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
}
