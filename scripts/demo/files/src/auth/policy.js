/** Who asks, and may they? */
export class Policy {
  #database;

  constructor(database) {
    this.#database = database;
  }

  async tenantOf(request) {
    const name = request.headers['x-tenant'];
    const { rows } = await this.#database.query('SELECT name FROM tenant WHERE name = $1', [name]);
    if (rows.length === 0) throw Object.assign(new Error('unknown tenant'), { status: 401 });
    return rows[0].name;
  }
}

/** A repository belongs to the tenant whose name it starts with. */
export function mayRead(tenant, repository) {
  return repository.startsWith(`${tenant}/`) || repository.startsWith('library/');
}
