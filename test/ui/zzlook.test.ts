import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventBuilder, GRACE } from '../helpers/events';
import { writeFileOf } from '../helpers/record';
import { iso } from '../../src/domain/time';
import { noPrompt, OVERVIEW, recordFolder, seeRow, unfoldDetails } from './incidentFlow';
import { openWindow, type WindowOptions } from './harness';

const looks: [string, Partial<WindowOptions>, boolean][] = [
  ['light', { theme: 'light' }, false],
  ['hc', { theme: 'high-contrast' }, false],
  ['narrow', { theme: 'dark' }, true],
];
describe('looks', () => {
  for (const [name, options, narrow] of looks) {
    const folder = recordFolder();
    it(name, async () => {
      const remote = mkdtempSync(path.join(tmpdir(), 'zzlook-'));
      execFileSync('git', ['init', '-q', '--bare', remote]);
      const d = new Date();
      const p = (n: number) => String(n).padStart(2, '0');
      const day = `${d.getUTCFullYear()}${p(d.getUTCMonth() + 1)}${p(d.getUTCDate())}`;
      const [one, two] = [`${day}-0101-aaaaaa`, `${day}-0102-bbbbbb`];
      const at = (m: number) => iso(Date.now() - m * 60000);
      const build = eventBuilder();
      const said = (m: number) => ({ writer: 'grace', author: GRACE, recordedAt: at(m) });
      const tess = { name: 'Tess Ter', email: 'tess@example.org' };
      const first = [
        build('incident.declared', { title: 'Image pulls failing with 500s', severity: 'SEV-2', startedAt: at(20) }, said(4)),
        build('role.assigned', { role: 'Incident Commander', person: GRACE, alone: true }, said(4)),
        build('action.started', { text: 'restart web-3' }, said(3)),
        build('handover.made', { role: 'Incident Commander', from: GRACE, to: tess, text: 'x' }, said(2)),
      ].map((event) => ({ ...event, incident: one }));
      await writeFileOf(folder, 'grace', first, one);
      const other = eventBuilder();
      await writeFileOf(
        folder,
        'linus',
        [
          {
            ...other('incident.declared', { title: 'Checkout is failing', severity: 'SEV-1', startedAt: at(9) }, {
              writer: 'linus',
              author: { name: 'Linus' },
              recordedAt: at(3),
            }),
            incident: two,
          },
        ],
        two,
      );
      const window = await openWindow({
        recordFolder: folder,
        settings: { 'incident.share.remote': remote },
        size: { width: 1366, height: 768 },
        ...options,
      });
      await window.focusView(OVERVIEW);
      await seeRow(window, OVERVIEW, 'Checkout');
      await window.runCommand('Incident: Switch');
      await window.pick('Switch', 'Image pulls');
      await seeRow(window, OVERVIEW, 'Image pulls');
      await window.runCommand('Incident: Share Incident');
      await noPrompt(window);
      await seeRow(window, OVERVIEW, 'Handed over to you');
      if (narrow) await window.narrowSidebar();
      await unfoldDetails(window);
      await window.screenshot(`zz-${name}`);
      rmSync(remote, { recursive: true, force: true });
      await window.runCommand('Incident: Sync Now');
      await seeRow(window, OVERVIEW, /^(cannot|offline)/);
      await window.screenshot(`zz-${name}-failing`);
      await window.close();
    });
  }
});
