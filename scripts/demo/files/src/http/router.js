/** Finds the handler of a request, checks that the tenant may ask for it, and turns errors into answers. */
export class Router {
  #routes = [];
  #policy;
  #log;

  constructor(policy, log) {
    this.#policy = policy;
    this.#log = log;
  }

  add(method, pattern, handler) {
    const names = [...pattern.matchAll(/:(\w+)/g)].map((match) => match[1]);
    const expression = new RegExp(`^${pattern.replace(/:\w+/g, '(.+?)')}$`);
    this.#routes.push({ method, expression, names, handler });
  }

  async handle(request, response) {
    for (const { method, expression, names, handler } of this.#routes) {
      const match = method === request.method && expression.exec(request.url);
      if (!match) continue;
      const values = Object.fromEntries(names.map((name, i) => [name, match[i + 1]]));
      await this.#answer(request, response, handler, values);
      return;
    }
    response.writeHead(404).end();
  }

  async #answer(request, response, handler, values) {
    try {
      const tenant = await this.#policy.tenantOf(request);
      await handler({ request, response, tenant, ...values });
    } catch (error) {
      const status = error.status ?? 500;
      if (status >= 500) this.#log.error('http', `${request.method} ${request.url} ${status}: ${error.message}`, error);
      response.writeHead(status).end();
    }
  }
}
