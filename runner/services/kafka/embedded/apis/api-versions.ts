import { defineApi } from '../api.ts';
import { API_VERSIONS } from '../messages/api-versions.ts';

/** The first request of every connection: which APIs there are, in which versions. What is not in the list, is not there. */
export const apiVersions = defineApi({
  ...API_VERSIONS,
  handle: (_request, { apis }) => ({
    apiKeys: [...apis.values()].map(({ key, versions }) => ({ apiKey: key, minVersion: versions.min, maxVersion: versions.max })),
  }),
});
