// The webview of the panel "What Changed?": connects it to the extension and says that it is there.
import { ChoiceMemory } from './choices';
import { connect } from './host';
import { Panel } from './panel';
import { Times } from './times';
import { wordingOf } from './view';

let panel: Panel | undefined;

const host = connect({
  init: ({ words, locale, timeZone, kept }) => {
    const root = document.getElementById('panel');
    if (root === null || panel !== undefined) return;
    const times = new Times(locale, timeZone, () => Date.now());
    panel = new Panel(root, wordingOf(words, times, locale), host, new ChoiceMemory(kept));
  },
  data: (data) => panel?.take(data),
  reasons: (body) => panel?.takeReasons(body),
  details: (details) => panel?.takeDetails(details),
  select: ({ key }) => panel?.select(key, true),
  focus: () => panel?.focus(),
  startAnswered: (body) => panel?.startAnswered(body),
});
host.say('ready', null);
