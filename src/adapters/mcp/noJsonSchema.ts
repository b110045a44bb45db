// Stands in for the part of zod that makes JSON schemas, where the MCP server is bundled: the schemas of our tools are written as such.

function unused(): void {
  // Nothing ever calls what is made by it.
}

export const initializeContext = unused;
export const handleUnrepresentable = unused;
export const processSchema = unused;
export const process = unused;
export const extractDefs = unused;
export const finalize = unused;
export const toJSONSchema = unused;
export const createToJSONSchemaMethod = () => unused;
export const createStandardJSONSchemaMethod = () => unused;
export const JSONSchemaGenerator = unused;
