/** Ready means: the database answers and a storage connection can be had. */
export function health({ pool, database }) {
  return async function getHealth({ response }) {
    await database.query('SELECT 1');
    await pool.use(() => undefined);
    response.end('ok');
  };
}
