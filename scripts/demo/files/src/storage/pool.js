export class PoolTimeoutError extends Error {
  name = 'PoolTimeoutError';
  status = 503;
}

/** A fixed number of connections to the object store; who finds none free waits in line. */
export class Pool {
  #free;
  #waiting = [];
  #settings;

  constructor(settings) {
    this.#settings = settings;
    this.#free = Array.from({ length: settings.poolSize }, (_, id) => ({ id }));
  }

  async use(work) {
    const connection = this.#free.pop() ?? (await this.#wait());
    try {
      return await work(connection);
    } finally {
      const next = this.#waiting.shift();
      if (next) next(connection);
      else this.#free.push(connection);
    }
  }

  #wait() {
    return new Promise((resolve, reject) => {
      const { acquireTimeoutMs, poolSize } = this.#settings;
      const timer = globalThis.setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(take), 1);
        reject(new PoolTimeoutError(`no storage connection within ${acquireTimeoutMs} ms (${poolSize} in use)`));
      }, acquireTimeoutMs);
      const take = (connection) => {
        globalThis.clearTimeout(timer);
        resolve(connection);
      };
      this.#waiting.push(take);
    });
  }
}
