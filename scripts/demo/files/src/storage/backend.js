import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Layers and manifests as the object store keeps them: one folder a tenant. */
export class Backend {
  #bucket;

  constructor(bucket) {
    this.#bucket = bucket;
  }

  async readManifest(_connection, tenant, repository, reference) {
    const raw = await readFile(join(this.#bucket, tenant, repository, 'manifests', reference), 'utf8');
    return { ...JSON.parse(raw), raw };
  }

  async openLayer(_connection, tenant, digest) {
    const path = join(this.#bucket, tenant, 'layers', digest.replace(':', '-'));
    const { size } = await stat(path);
    return { size, stream: createReadStream(path) };
  }
}
