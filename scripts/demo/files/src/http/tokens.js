/** Hands a short-lived token to a client that has logged in. */
export function tokens(issuer) {
  return async function getToken({ response, tenant }) {
    const token = issuer.issue(tenant);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ token: token.value, expires_in: token.lifetime }));
  };
}
