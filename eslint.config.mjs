import { defineConfig } from 'eslint/config';
import eslint from '@eslint/js';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

/** The rooms of src/ and whom each may import; everything that is not listed is an error. See ARCHITECTURE.md. */
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

const importRules = Object.entries(ROOMS).map(([room, allowed]) => {
  const forbidden = Object.keys(ROOMS).filter((other) => other !== room && !allowed.includes(other));
  const patterns = [
    {
      regex: `^(?:\\.\\./)+(?:${forbidden.join('|')})(?:/|$)`,
      message: `${room}/ must not import this room (see ARCHITECTURE.md).`,
    },
    { regex: '^(?:\\.\\./)+(?:extension|features)$', message: 'Only VS Code imports the composition root.' },
  ];
  if (room !== 'editor')
    patterns.push({ regex: '^vscode$', message: 'vscode is for editor/, extension.ts and features.ts alone.' });
  if (PURE_ROOMS.includes(room)) {
    patterns.push({ regex: '^(?:node:|fs|path|os|child_process|crypto$)', message: `${room}/ is pure: no I/O.` });
  }
  return { room, patterns };
});

const roomRules = importRules.map(({ room, patterns }) => ({
  files: [`src/${room}/**/*.ts`],
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
}));

const editorPatterns = importRules.find(({ room }) => room === 'editor').patterns;
/** How deep the folders of a feature may go. */
const DEPTHS = [1, 2, 3];
const featureRules = ['kit', ...FEATURES].flatMap((feature) => {
  const others = FEATURES.filter((other) => other !== feature).join('|');
  return DEPTHS.map((depth) => {
    const patterns = [...editorPatterns, { regex: `^(?:\\.\\./){${depth}}(?:${others})(?:/|$)`, message: CROSSING }];
    return {
      files: [`src/editor/${feature}/${'*/'.repeat(depth - 1)}*.ts`],
      rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
    };
  });
});

const NO_CLOCK = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'A pure room has no clock: take the time as an argument.',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'A pure room has no clock: take the time as an argument.',
  },
];

const ONE_PLACE = [
  {
    selector: 'CallExpression[callee.property.name=/^register(TextEditor)?Command$/]',
    message: 'Commands are registered in editor/kit/register.ts alone.',
  },
  {
    selector: "CallExpression[callee.property.name='executeCommand'][arguments.0.value='setContext']",
    message: 'Context keys are set in editor/kit/context.ts alone.',
  },
  {
    selector: 'CallExpression[callee.property.name=/^show(Information|Warning|Error)Message$/]',
    message: 'Messages go through editor/kit/notices.ts: VS Code makes links of what others wrote.',
  },
];

/** Text of others must never become markup. */
const NO_MARKUP = ['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'setHTMLUnsafe', 'write', 'writeln'].map(
  (property) => ({
    property,
    message: 'Text of others is shown as text: make elements with dom.ts.',
  }),
);

export default defineConfig(
  { ignores: ['dist/', 'out/', 'node_modules/', '.vscode-test/', '.demo/'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strict, tseslint.configs.stylistic],
    rules: {
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  // Text of others is hostile: no expression takes longer than in proportion to it. Where a rule errs, a comment says why.
  {
    files: ['src/**/*.ts'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { ignoreSticky: true }],
    },
  },
  ...roomRules,
  ...featureRules,
  { files: PURE_ROOMS.map((room) => `src/${room}/**/*.ts`), rules: { 'no-restricted-syntax': ['error', ...NO_CLOCK] } },
  {
    files: ['src/editor/**/*.ts', 'src/extension.ts', 'src/features.ts'],
    ignores: ['src/editor/kit/register.ts', 'src/editor/kit/context.ts', 'src/editor/kit/notices.ts'],
    rules: { 'no-restricted-syntax': ['error', ...ONE_PLACE] },
  },
  { files: ['src/webview/**/*.ts'], rules: { 'no-restricted-properties': ['error', ...NO_MARKUP] } },
  {
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-unused-expressions': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['**/*.mjs', '*.js', 'test/**/*.js'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'URL',
          'Buffer',
          'setTimeout',
          'clearTimeout',
          'fetch',
          'require',
          'module',
          'exports',
          'Request',
          '__dirname',
          'AbortSignal',
          'performance',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
);
