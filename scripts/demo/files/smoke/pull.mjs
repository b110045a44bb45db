// Two tenants pull the image of the same name, one after the other.
import { ManifestCache } from '../src/cache/manifestCache.js';
import { LayerIndex } from '../src/storage/layerIndex.js';

const cache = new ManifestCache(new LayerIndex(), { ttlMs: 60_000, limit: 10 });
const load = async () => ({ layers: [{ digest: 'sha256:aa', size: 3 }] });
for (const tenant of ['acme', 'globex']) {
  const { size } = await cache.resolve(tenant, 'library/alpine', '3.19', load);
  if (size !== 3) throw new Error(`${tenant} got an image of ${size} bytes`);
  console.log(`${tenant} pulled library/alpine`);
}
