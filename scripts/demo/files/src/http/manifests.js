import { withRetry } from '../storage/retry.js';

/** Answers a pull: the manifest names the layers that the client fetches next. */
export function manifests({ cache, pool, backend, config }) {
  return async function getManifest({ response, tenant, repository, reference }) {
    const manifest = await pool.use((connection) =>
      withRetry(
        () =>
          cache.resolve(tenant, repository, reference, () =>
            backend.readManifest(connection, tenant, repository, reference),
          ),
        config.storage.retry,
      ),
    );
    response.setHeader('content-type', manifest.mediaType);
    response.setHeader('x-image-size', manifest.size);
    response.end(manifest.raw);
  };
}
