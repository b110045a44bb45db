/** Tells the tenants' systems about pushes, some at a time. */
export class DeliveryQueue {
  #database;
  #settings;
  #log;

  constructor(database, settings, log) {
    this.#database = database;
    this.#settings = settings;
    this.#log = log;
  }

  start() {
    globalThis.setInterval(() => this.#drain(), 5_000).unref();
  }

  async #drain() {
    const { rows } = await this.#database.query('SELECT id, url, body FROM delivery LIMIT $1', [this.#settings.batch]);
    for (const { id, url, body } of rows) {
      try {
        await globalThis.fetch(url, { method: 'POST', body });
        await this.#database.query('DELETE FROM delivery WHERE id = $1', [id]);
      } catch (error) {
        this.#log.warn('webhooks', `delivery ${id} failed: ${error.message}`);
      }
    }
  }
}
