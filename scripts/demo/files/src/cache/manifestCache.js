/** Manifests are read far more often than they change: the parsed form is kept for a short while. */
export class ManifestCache {
  #entries = new Map();
  #layers;
  #settings;
  #now;

  constructor(layers, settings, now = Date.now) {
    this.#layers = layers;
    this.#settings = settings;
    this.#now = now;
  }

  /** Answers from memory, else from `load`. The answer carries the size of the whole image. */
  async resolve(tenant, repository, reference, load) {
    const key = `${tenant}/${repository}@${reference}`;
    const known = this.#entries.get(key);
    if (known && known.expires > this.#now()) return this.#describe(known.manifest);

    const manifest = await load();
    this.#layers.add(tenant, manifest.layers);
    this.#remember(key, manifest);
    return this.#describe(manifest);
  }

  #describe(manifest) {
    const size = manifest.layers.reduce((sum, layer) => sum + layer.size, 0);
    return { ...manifest, size };
  }

  #remember(key, manifest) {
    if (this.#entries.size >= this.#settings.limit) {
      const [oldest] = this.#entries.keys();
      this.#entries.delete(oldest);
    }
    this.#entries.set(key, { manifest, expires: this.#now() + this.#settings.ttlMs });
  }
}
