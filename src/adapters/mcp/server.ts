import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import {
  CallToolRequestSchema,
  ErrorCode,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListResourcesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { INSTRUCTIONS, PROMPTS } from '../../app/agents/prompts';
import { AGENT_TOOLS, callTool } from '../../app/agents/table';
import { schemaOf, type AgentContext } from '../../app/agents/tool';
import { openIncidents } from '../../app/shown';

/** What the protocol says of an address that leads nowhere; the SDK has no name for it. */
const RESOURCE_NOT_FOUND = -32002;
/** What is read of an incident as a resource, by the tool that gives it. */
const RESOURCES = { brief: 'incident_get_status', timeline: 'incident_get_timeline' } as const;
const ADDRESS = /^incident:\/\/(?<id>[\w-]{1,100})\/(?<kind>brief|timeline)(?:\?page=(?<page>\d{1,5}))?$/;

interface Serving {
  readonly version: string;
  /** Without them there are the resources and the prompts. */
  readonly hasTools: boolean;
  readonly report: (error: unknown) => void;
}

/** Serves the tools over standard input and output, until these end. */
export async function serve(context: AgentContext, { version, hasTools, report }: Serving): Promise<void> {
  // The one for advanced use: the schemas of our tools are not those of zod, and are shared with the editor.
  // oxlint-disable-next-line typescript/no-deprecated
  const server = new Server(
    { name: 'incident-commander', version },
    { capabilities: { ...(hasTools && { tools: {} }), resources: {}, prompts: {} }, instructions: INSTRUCTIONS },
  );
  const call = (name: string, given: unknown, signal: AbortSignal) =>
    callTool(context, name, given, { signal, agent: server.getClientVersion()?.name ?? 'agent', report });
  if (hasTools) serveTools(server, context, call);
  server.setRequestHandler(ListResourcesRequestSchema, async () => {
    await context.upToDate();
    // Titles are what others wrote: a list of resources has the ids alone.
    const resources = openIncidents(context.store.state.incidents).flatMap(({ id }) =>
      Object.keys(RESOURCES).map((kind) => ({
        uri: `incident://${id}/${kind}`,
        name: `${kind} of ${id}`,
        mimeType: 'text/plain',
      })),
    );
    return { resources: resources.slice(0, 100) };
  });
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({
    resourceTemplates: [
      { uriTemplate: 'incident://{id}/brief', name: 'brief of an incident', mimeType: 'text/plain' },
      { uriTemplate: 'incident://{id}/timeline{?page}', name: 'timeline of an incident', mimeType: 'text/plain' },
    ],
  }));
  server.setRequestHandler(ReadResourceRequestSchema, async ({ params: { uri } }, { signal }) => {
    const { id, kind, page } = ADDRESS.exec(uri)?.groups ?? {};
    if (id === undefined || kind === undefined) throw new McpError(RESOURCE_NOT_FOUND, 'There is no such resource.');
    const given = { incident: id, ...(page !== undefined && { page: Number(page) }) };
    const { text, isError } = await call(RESOURCES[kind as keyof typeof RESOURCES], given, signal);
    if (isError) throw new McpError(RESOURCE_NOT_FOUND, text);
    return { contents: [{ uri, mimeType: 'text/plain', text }] };
  });
  server.setRequestHandler(ListPromptsRequestSchema, () => ({
    prompts: PROMPTS.map(({ name, title, description }) => ({ name, title, description })),
  }));
  server.setRequestHandler(GetPromptRequestSchema, ({ params: { name } }) => {
    const prompt = PROMPTS.find((each) => each.name === name);
    if (prompt === undefined) throw new McpError(ErrorCode.InvalidParams, 'There is no such prompt.');
    return {
      description: prompt.description,
      messages: [{ role: 'user', content: { type: 'text', text: prompt.text } }],
    };
  });
  await server.connect(new StdioServerTransport());
}

type Call = (name: string, given: unknown, signal: AbortSignal) => ReturnType<typeof callTool>;

// oxlint-disable-next-line typescript/no-deprecated
function serveTools(server: Server, context: AgentContext, call: Call): void {
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: AGENT_TOOLS.filter(({ writes }) => !writes || context.mayWrite()).map((tool) => ({
      name: tool.name,
      title: tool.title,
      description: tool.description,
      inputSchema: schemaOf(tool),
      annotations: { readOnlyHint: !tool.writes, destructiveHint: false, openWorldHint: false },
    })),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal }) => {
    const { text, isError } = await call(params.name, params.arguments, signal);
    return { content: [{ type: 'text', text }], isError };
  });
}
