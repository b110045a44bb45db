import pg from 'pg';

/** One small pool for everything but layers. */
export async function connect(url) {
  const pool = new pg.Pool({ connectionString: url, max: 8 });
  await pool.query('SELECT 1');
  return pool;
}
