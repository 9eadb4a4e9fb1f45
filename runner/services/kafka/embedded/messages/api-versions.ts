import { list } from '../wire/notation.ts';
import { message } from './message.ts';

export const API_VERSIONS = message({
  key: 18,
  name: 'ApiVersions',
  versions: '0-4',
  flexible: 3,
  request: {
    clientSoftwareName: 'string 3+',
    clientSoftwareVersion: 'string 3+',
  },
  response: {
    errorCode: 'int16',
    apiKeys: list({
      apiKey: 'int16',
      minVersion: 'int16',
      maxVersion: 'int16',
    }),
    throttleTimeMs: 'int32 1+',
    supportedFeatures: list(
      {
        name: 'string',
        minVersion: 'int16',
        maxVersion: 'int16',
      },
      '3+ tag 0',
    ),
    finalizedFeaturesEpoch: 'int64 3+ tag 1 = -1',
    finalizedFeatures: list(
      {
        name: 'string',
        maxVersionLevel: 'int16',
        minVersionLevel: 'int16',
      },
      '3+ tag 2',
    ),
    zkMigrationReady: 'bool 3+ tag 3',
  },
});
