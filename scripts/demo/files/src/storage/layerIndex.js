/** What we know of each tenant's layers without asking the object store. */
export class LayerIndex {
  #byTenant = new Map();

  static async load(database) {
    const index = new LayerIndex();
    const { rows } = await database.query(
      'SELECT t.name, l.digest, l.size FROM layer l JOIN tenant t ON t.id = l.tenant_id',
    );
    for (const { name, digest, size } of rows) index.add(name, [{ digest, size: Number(size) }]);
    return index;
  }

  of(tenant) {
    return this.#byTenant.get(tenant) ?? new Map();
  }

  add(tenant, layers) {
    const known = this.of(tenant);
    for (const layer of layers) known.set(layer.digest, layer);
    this.#byTenant.set(tenant, known);
  }
}
