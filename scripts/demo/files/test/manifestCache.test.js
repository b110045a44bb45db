import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManifestCache } from '../src/cache/manifestCache.js';
import { LayerIndex } from '../src/storage/layerIndex.js';

const settings = { ttlMs: 1_000, limit: 2 };
const image = {
  layers: [
    { digest: 'sha256:aa', size: 3 },
    { digest: 'sha256:bb', size: 4 },
  ],
};

test('a manifest is loaded once while it is fresh', async () => {
  let loads = 0;
  const cache = new ManifestCache(new LayerIndex(), settings, () => 0);
  const load = async () => (loads++, image);
  await cache.resolve('acme', 'acme/api', 'latest', load);
  await cache.resolve('acme', 'acme/api', 'latest', load);
  assert.equal(loads, 1);
});

test('the answer carries the size of the image', async () => {
  const cache = new ManifestCache(new LayerIndex(), settings, () => 0);
  const answer = await cache.resolve('acme', 'acme/api', 'latest', async () => image);
  assert.equal(answer.size, 7);
});
