import { iso } from '../../domain/time';
import { queryOf } from '../../logs/query';
import { PAGE, ToolRefusal, type AgentTool } from './tool';

/** The first occurrence of a text in a log. */
export const searchLogs: AgentTool = {
  name: 'incident_search_logs',
  title: 'First Occurrence in Logs',
  description:
    'The first line of a log, its rotated and compressed files included, that holds a text, with the lines before it: another error ' +
    'may have triggered it. Give a file below the workspace. Not for code (search that with your own tools) and not for logs in a service.',
  parameters: {
    file: {
      type: 'string',
      required: true,
      most: 1000,
      description: 'The log: a path below a folder of the workspace, such as logs/registry.log.',
    },
    text: {
      type: 'string',
      required: true,
      most: 1000,
      description: 'The text to look for, as it stands in the line.',
    },
    page: PAGE,
  },
  writes: false,
  run: async ({ logFile, logs, now }, { file, text }, signal) => {
    const path = await logFile(String(file));
    if (path === undefined)
      throw new ToolRefusal('Logs are read below the folders of the workspace only, and this is no file there.');
    const query = queryOf(String(text));
    if (query.kind === 'regex') throw new ToolRefusal('Give a text, no expression between slashes.');
    const { hits, problems, bytes } = await logs.find({ files: [path], siblings: true, query, now: now() }, signal);
    return {
      intro:
        hits.length === 0
          ? `Not found in ${bytes} bytes.`
          : `First occurrence in ${hits.length} log(s), ${bytes} bytes searched.`,
      lines: [
        ...problems.map(
          ({ file: which, reason, detail }) =>
            `not read whole: ${which} (${reason}${detail === undefined ? '' : `: ${detail}`})`,
        ),
        ...hits.flatMap(({ file: which, line, at, text: found, before }) => [
          ...before.slice(-10).map((each) => `  before: ${each}`),
          `${which}:${line}${at === undefined ? '' : ` ${iso(at)}`}: ${found}`,
        ]),
      ],
    };
  },
};
