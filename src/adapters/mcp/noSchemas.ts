/**
 * Stands in for ajv and its formats where the MCP server is bundled: the SDK makes a validator for questions that a server asks its
 * client, and ours asks none. It is a fifth of the bundle.
 */
export default function noSchemas(): void {
  // Nothing is ever validated by it.
}
