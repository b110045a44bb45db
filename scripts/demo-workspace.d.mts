/** Fills `dir` with the demo service and answers its absolute path; see demo-workspace.mjs. */
export function makeDemoWorkspace(dir: string, options?: { now?: Date }): Promise<string>;
