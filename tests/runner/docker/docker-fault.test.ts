import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BuildError, DockerFault, dockerFault, imageFault, isGone } from '../../../runner/docker/docker-fault.ts';
import { RunnerError } from '../../../runner/errors.ts';

const OFFLINE =
  'Look at the network, then start again. Without an image registry: npm run docker:offline, then start the runner with --offline.';

/** As docker-modem says what the engine answered. */
const answered = (statusCode: number, words: string) =>
  Object.assign(new Error(`(HTTP code ${statusCode}) server error - ${words} `), { statusCode });

function told(error: unknown): { kind: string; message: string; hint: string | undefined } {
  const fault = dockerFault(error, 'Kafka could not be started');
  assert.ok(fault instanceof DockerFault);
  return { kind: fault.kind, message: fault.message, hint: fault.hint };
}

describe('what Docker says, in words', () => {
  // Each as an engine or Compose has said it.
  const kinds: [string, string][] = [
    ['gone', 'connect ECONNREFUSED /var/run/docker.sock'],
    ['gone', 'connect ENOENT /var/run/docker.sock'],
    ['gone', 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?'],
    ['gone', "ERROR: Couldn't connect to Docker daemon at http+docker://localhost - is it running?"],
    ['disk', 'ERROR: for kafka  Cannot create container for service kafka: mkdir /x: no space left on device'],
    ['port', 'Bind for 127.0.0.1:9092 failed: port is already allocated'],
    ['port', 'Error starting userland proxy: listen tcp4 127.0.0.1:9092: bind: address already in use'],
    ['port', 'Ports are not available: exposing port TCP 127.0.0.1:9092 -> 0.0.0.0:0: listen tcp 127.0.0.1:9092'],
    ['other', 'OCI runtime create failed: something else'],
  ];
  for (const [kind, words] of kinds) {
    test(`${kind}: ${words.slice(0, 60)}`, () => assert.equal(told(new Error(words)).kind, kind));
  }

  test('an engine that is gone is not one that speaks of connections', () => {
    assert.equal(isGone(answered(500, 'Get "https://registry-1.docker.io/v2/": dial tcp: connection refused')), false);
    assert.equal(isGone(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })), true);
  });

  test('what is not known is said as Docker says it, its last line only', () => {
    assert.deepEqual(told(new Error('Creating streaming_kafka_1 ...\nERROR: for kafka  no command specified')), {
      kind: 'other',
      message: 'Kafka could not be started. Docker says: ERROR: for kafka  no command specified.',
      hint: 'Look at its log and at Docker’s own messages, then start it again.',
    });
  });

  test('a question without an answer is said to be one', () => {
    const late = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    assert.equal(told(late).message, 'Kafka could not be started: Docker takes too long to answer.');
  });

  test('an error in words stays as it is', () => {
    const error = new RunnerError('service.failed', 'Kafka did not start: it ended by itself.');
    assert.equal(dockerFault(error, 'x'), error);
    assert.equal(imageFault(error, { image: 'i', title: 'Kafka' }), error);
  });
});

describe('an image that cannot be had', () => {
  const why = (error: unknown) => {
    const fault = imageFault(error, { image: 'kafka:1', title: 'The shell' });
    assert.ok(fault instanceof DockerFault);
    return [fault.kind, fault.message, fault.hint];
  };

  test('as its registry cannot be reached', () => {
    const words = 'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host';
    const expected = 'The image kafka:1 of the shell could not be fetched: its registry does not answer.';
    assert.deepEqual(why(answered(500, words)), ['registry', expected, OFFLINE]);
    assert.deepEqual(why(new Error('net/http: TLS handshake timeout')), ['registry', expected, OFFLINE]);
  });

  test('as its registry does not know it', () => {
    const expected = 'The image kafka:1 of the shell is not here and not in its registry.';
    assert.deepEqual(why(answered(404, 'manifest for kafka:1 not found: manifest unknown')), ['image', expected, OFFLINE]);
    assert.deepEqual(why(answered(404, 'pull access denied for kafka')), ['image', expected, OFFLINE]);
  });

  test('as its registry wants a pause', () => {
    assert.deepEqual(why(answered(500, 'toomanyrequests: You have reached your pull rate limit.')), [
      'pause',
      'The image kafka:1 of the shell could not be fetched: its registry asks for a pause.',
      'Wait some minutes, then start again. With an account there, docker login and docker pull in a terminal of your own may get it now.',
    ]);
  });

  describe('as it cannot be built', () => {
    const build = (words: string) => {
      const fault = imageFault(new BuildError(words), { image: 'shell:1', title: 'The shell', isBuilt: true });
      assert.ok(fault instanceof DockerFault);
      return [fault.kind, fault.message];
    };
    const step =
      "The command '/bin/sh -c npm ci' returned a non-zero code: 1\nERROR: Service 'shell' failed to build : Build failed";

    test('on its base, whose registry does not answer', () => {
      const said = 'Get "https://registry-1.docker.io/v2/": dial tcp: no such host';
      assert.deepEqual(build(`Step 2/12 : FROM node:26\n${said}\nService 'shell' failed to build`), [
        'registry',
        'The image shell:1 of the shell could not be built: the registry of its base does not answer.',
      ]);
    });

    test('as a program in it failed, whose last lines say why', () => {
      assert.deepEqual(build(`npm error code E404\nnpm error 404 Not Found\n${step}`), [
        'image',
        'The image shell:1 of the shell could not be built. Its last lines: npm error code E404 / npm error 404 Not Found / ' +
          "The command '/bin/sh -c npm ci' returned a non-zero code: 1",
      ]);
    });

    // What programs in a build say of their own connections and files is none of the engine's doing.
    const programs = [
      'npm error code ECONNRESET',
      'Error: socket hang up',
      "('Connection aborted.', RemoteDisconnected())",
      'curl: (7) dial tcp: connection refused',
      '/bin/sh: 1: foo: not found',
      'mkdir: permission denied',
      'listen EADDRINUSE: address already in use',
    ];
    for (const words of programs) {
      test(`as a program in it says: ${words}`, () => {
        const [kind = '', message = ''] = build(`${words}\n${step}`);
        assert.equal(kind, 'image');
        assert.ok(message.startsWith(`The image shell:1 of the shell could not be built. Its last lines: ${words} / `), message);
      });
    }

    test('as BuildKit says it', () => {
      const failed = 'failed to solve: process "/bin/sh -c npm ci" did not complete successfully: exit code: 1';
      assert.deepEqual(build(`#9 1.2 npm error code ECONNRESET\n${failed}`), [
        'image',
        `The image shell:1 of the shell could not be built. Its last lines: #9 1.2 npm error code ECONNRESET / ${failed}`,
      ]);
    });

    test('as the disk is full', () => {
      assert.equal(build(`npm error ENOSPC: no space left on device, write\n${step}`)[0], 'disk');
    });
  });

  test('as a layer of it cannot be unpacked', () => {
    const words = 'failed to register layer: mkdir /var/lib/docker/x: permission denied';
    assert.equal(why(new Error(words))[1], `The image kafka:1 of the shell could not be had. Docker says: ${words}.`);
  });

  test('as the disk is full', () => {
    assert.equal(why(new Error('write /var/lib/docker/tmp/x: no space left on device'))[0], 'disk');
  });
});
