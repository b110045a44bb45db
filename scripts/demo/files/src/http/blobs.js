/** Streams one layer to the client. */
export function blobs({ pool, backend }) {
  return async function getBlob({ response, tenant, digest }) {
    await pool.use(async (connection) => {
      const layer = await backend.openLayer(connection, tenant, digest);
      response.setHeader('content-length', layer.size);
      response.setHeader('docker-content-digest', digest);
      for await (const chunk of layer.stream) response.write(chunk);
      response.end();
    });
  };
}
