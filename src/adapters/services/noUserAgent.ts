/**
 * Stands in for what tells Octokit the user agent: ours is given with each request, and to ask for `navigator` is an error in the
 * extension host of VS Code.
 */
export const getUserAgent = () => '';
