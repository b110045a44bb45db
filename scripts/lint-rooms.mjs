// @ts-check
// The project's own rules, as a plugin for oxlint: who may import whom, and what is done in one place only. See ARCHITECTURE.md.
import path from 'node:path';

/** The rooms of src/ and whom each may import; everything that is not listed is an error. */
const ROOMS = {
  domain: [],
  record: ['domain'],
  changes: ['domain'],
  logs: ['domain'],
  metrics: ['domain'],
  chat: ['domain', 'reports'],
  secrets: [],
  reports: ['domain'],
  alerts: ['domain', 'reports'],
  app: ['domain', 'record', 'changes', 'logs', 'metrics', 'secrets', 'reports', 'chat'],
  adapters: ['domain', 'record', 'changes', 'logs', 'metrics', 'chat', 'app'],
  protocol: ['domain', 'changes'],
  webview: ['protocol'],
  editor: ['domain', 'record', 'changes', 'logs', 'metrics', 'secrets', 'reports', 'chat', 'alerts', 'app', 'protocol'],
};
const PURE_ROOMS = ['domain', 'changes', 'logs', 'metrics', 'secrets', 'reports', 'chat', 'alerts', 'protocol'];

/** The features of the editor: each a folder over editor/kit. None imports another, and the kit imports none. */
const FEATURES = [
  'incident',
  'timeline',
  'changes',
  'services',
  'hypotheses',
  'bisect',
  'mitigation',
  'messages',
  'followUps',
  'past',
  'logs',
  'metrics',
  'share',
  'agents',
  'terminal',
  'connect',
  'chat',
  'alerts',
];

const CROSSING =
  'A feature crosses to another by an operation, by run(commandId), or by contributing rows (see ARCHITECTURE.md).';
const PURE = /^(?:node:|fs|path|os|child_process|crypto$)/;

const NO_CLOCK = 'A pure room has no clock: take the time as an argument.';
const ONE_PLACE = [
  [/^register(?:TextEditor)?Command$/, 'Commands are registered in editor/kit/register.ts alone.'],
  [
    /^show(?:Information|Warning|Error)Message$/,
    'Messages go through editor/kit/notices.ts: VS Code makes links of what others wrote.',
  ],
];
const THAT_PLACE = ['editor/kit/register.ts', 'editor/kit/context.ts', 'editor/kit/notices.ts'];

/**
 * What a rule looks at of a node: the fields of ESTree that are needed here.
 * @typedef {{name?: string, value?: unknown, object?: Node, property?: Node, source?: Node | null, callee?: Node, arguments?: Node[]}} Node
 * @typedef {{filename: string, report: (problem: {node: Node, message: string}) => void}} Context
 */

/**
 * The path of the file in src/, with slashes; undefined for one that stands elsewhere.
 * @param {Context} context
 */
function placeOf({ filename }) {
  const parts = filename.split(path.sep);
  const src = parts.lastIndexOf('src');
  return src === -1 ? undefined : parts.slice(src + 1).join('/');
}

/**
 * Why the file must not import this; undefined where it may.
 * @param {string} file in src/
 * @param {string} imported as the import says it
 */
function whyNot(file, imported) {
  const [room = ''] = file.split('/');
  const allowed = /** @type {Record<string, string[]>} */ (ROOMS)[room];
  if (allowed === undefined) return undefined;
  if (!imported.startsWith('.')) {
    if (imported === 'vscode' && room !== 'editor') return 'vscode is for editor/, extension.ts and features.ts alone.';
    return PURE_ROOMS.includes(room) && PURE.test(imported) ? `${room}/ is pure: no I/O.` : undefined;
  }
  const [other = '', feature = ''] = path.posix.join(path.posix.dirname(file), imported).split('/');
  if (other === 'extension' || other === 'features') return 'Only VS Code imports the composition root.';
  if (other !== room)
    return other in ROOMS && !allowed.includes(other)
      ? `${room}/ must not import this room (see ARCHITECTURE.md).`
      : undefined;
  return room === 'editor' && FEATURES.includes(feature) && file.split('/')[1] !== feature ? CROSSING : undefined;
}

const imports = {
  /** @param {Context} context */
  create(context) {
    const file = placeOf(context);
    if (file === undefined) return {};
    const check = (/** @type {Node} */ node) => {
      const imported = node.source?.value;
      const message = typeof imported === 'string' ? whyNot(file, imported) : undefined;
      if (message !== undefined) context.report({ node, message });
    };
    const declared = { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check };
    return { ...declared, ImportExpression: check };
  },
};

const noClock = {
  /** @param {Context} context */
  create(context) {
    if (!PURE_ROOMS.includes(placeOf(context)?.split('/')[0] ?? '')) return {};
    return {
      CallExpression: (/** @type {Node} */ node) => {
        if (node.callee?.object?.name === 'Date' && node.callee.property?.name === 'now')
          context.report({ node, message: NO_CLOCK });
      },
      NewExpression: (/** @type {Node} */ node) => {
        if (node.callee?.name === 'Date' && node.arguments?.length === 0) context.report({ node, message: NO_CLOCK });
      },
    };
  },
};

const onePlace = {
  /** @param {Context} context */
  create(context) {
    const file = placeOf(context) ?? '';
    const isEditor = file.startsWith('editor/') || file === 'extension.ts' || file === 'features.ts';
    if (!isEditor || THAT_PLACE.includes(file)) return {};
    return {
      CallExpression: (/** @type {Node} */ node) => {
        const called = node.callee?.property?.name ?? '';
        for (const [pattern, message] of /** @type {[RegExp, string][]} */ (ONE_PLACE))
          if (pattern.test(called)) context.report({ node, message });
        if (called === 'executeCommand' && node.arguments?.[0]?.value === 'setContext')
          context.report({ node, message: 'Context keys are set in editor/kit/context.ts alone.' });
      },
    };
  },
};

export default { meta: { name: 'rooms' }, rules: { imports, 'no-clock': noClock, 'one-place': onePlace } };
