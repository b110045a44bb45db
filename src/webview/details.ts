import type { ChangeCommand, PanelChange, PanelDetails, PanelFile, PanelReason } from '../protocol/changesPanel';
import { button, fill, html } from './dom';
import type { Wording } from './view';

/** Everything about the selected change, and what can be done with it. */
export class Details {
  readonly element: HTMLElement;
  private readonly body = html('div', { class: 'details-body' });
  private shown = '';
  private readonly buttons = new Map<ChangeCommand, HTMLButtonElement>();

  constructor(
    private readonly wording: Wording,
    private readonly run: (command: ChangeCommand, key: string) => void,
  ) {
    this.element = html('section', { class: 'details', tabindex: 0, 'aria-label': wording.words.details }, this.body);
  }

  /**
   * @param details absent until they have come
   * @param selected how many changes are selected, this one among them
   */
  update(
    change: PanelChange | undefined,
    details: PanelDetails | undefined,
    hasIncident: boolean,
    selected: number,
  ): void {
    const { words } = this.wording;
    if (change === undefined) {
      this.shown = '';
      this.body.replaceChildren(html('p', { class: 'empty' }, words.noSelection));
      return;
    }
    // The buttons may hold the focus: while the same change stays selected, they stay in place.
    const buttons = this.shown === change.key ? this.body.querySelector('.actions') : null;
    const actions = buttons ?? this.actions(change, hasIncident);
    this.nameVerdicts(change);
    const rehearse = this.buttons.get('incident.rehearseRevert');
    const name = selected > 1 ? fill(words.rehearseReverts, String(selected)) : words.rehearseRevert;
    if (rehearse !== undefined) rehearse.textContent = name;
    const parts = details === undefined ? [] : this.parts(details, change.churn);
    if (buttons === null) {
      this.shown = change.key;
      this.body.replaceChildren(html('h2', {}, html('bdi', {}, change.subject)), actions, html('div', {}, ...parts));
      this.element.scrollTop = 0;
    } else {
      this.body.querySelector('h2')?.replaceChildren(html('bdi', {}, change.subject));
      actions.nextElementSibling?.replaceChildren(...parts);
    }
  }

  private actions(change: PanelChange, hasIncident: boolean): HTMLElement {
    const { words } = this.wording;
    const act = (name: string, command: ChangeCommand, isPossible: boolean, keys?: string) => {
      const element = button(name, () => this.run(command, change.key), { 'aria-keyshortcuts': keys });
      element.disabled = !isPossible;
      this.buttons.set(command, element);
      return element;
    };
    const isCommit = change.hash !== '';
    return html(
      'div',
      { class: 'actions buttons', role: 'group', 'aria-label': words.details },
      act(words.openChange, 'incident.openChange', isCommit, 'Enter'),
      act(words.markSuspect, 'incident.markSuspect', hasIncident, 'S'),
      act(words.ruleOut, 'incident.ruleOut', hasIncident, 'R'),
      act(words.addAsEvidence, 'incident.addChangeAsEvidence', hasIncident),
      act(words.decide, 'incident.decideAboutChange', hasIncident),
      act(words.copyCommit, 'incident.copyCommit', isCommit),
      act(words.openOnRemote, 'incident.openOnRemote', isCommit),
      act(words.rehearseRevert, 'incident.rehearseRevert', isCommit, 'V'),
    );
  }

  /** The verdict that a change has can be cleared by the command that gave it. */
  private nameVerdicts({ verdict }: PanelChange): void {
    const { words } = this.wording;
    const name = (command: ChangeCommand, given: PanelChange['verdict'], title: string) => {
      const element = this.buttons.get(command);
      if (element !== undefined) element.textContent = verdict === given ? words.clearVerdict : title;
    };
    name('incident.markSuspect', 'suspect', words.markSuspect);
    name('incident.ruleOut', 'ruledOut', words.ruleOut);
  }

  private parts({ facts, reasons, message, files, moreFiles }: PanelDetails, churn: number): HTMLElement[] {
    const { words, number } = this.wording;
    const listed = files.map((file) => this.file(file));
    if (moreFiles > 0) listed.push(html('li', { class: 'more' }, fill(words.moreFiles, number(moreFiles))));
    return [
      html('ul', { class: 'all-facts' }, ...facts.map((fact) => html('li', {}, html('bdi', {}, fact)))),
      html('h3', {}, words.reasons),
      html('p', { class: 'help' }, reasons.length === 0 ? words.noReasons : words.reasonsHelp),
      ...(reasons.length === 0 ? [] : [html('ul', { class: 'reasons' }, ...reasons.map((each) => this.reason(each)))]),
      html('h3', {}, words.message),
      html('p', { class: 'message', dir: 'auto' }, message === '' ? words.noMessage : message),
      html('h3', {}, fill(words.files, number(files.length + moreFiles), number(churn))),
      listed.length === 0 ? html('p', { class: 'help' }, words.noFiles) : html('ul', { class: 'files' }, ...listed),
    ];
  }

  private reason({ name, sentence, part, contribution }: PanelReason): HTMLElement {
    const { words, percent } = this.wording;
    const isFor = contribution >= 0;
    const filled = html('span', { class: `filled ${isFor ? 'for' : 'against'}` });
    filled.style.width = `${Math.abs(part) * 50}%`;
    const figure = `${isFor ? '+' : '−'}${percent(Math.abs(part))}`;
    return html(
      'li',
      {},
      html(
        'span',
        { class: 'figure' },
        html('span', { class: 'unseen' }, isFor ? words.speaksFor : words.speaksAgainst, ' '),
        figure,
      ),
      html('span', { class: 'balance', 'aria-hidden': 'true' }, filled),
      html('span', { class: 'sentence' }, html('b', {}, name), ' ', html('bdi', {}, sentence)),
    );
  }

  private file({ path, status, added, deleted }: PanelFile): HTMLElement {
    const { words, number } = this.wording;
    const churn =
      added === null || deleted === null
        ? [html('span', {}, words.linesUnknown)]
        : [
            html(
              'span',
              { class: 'added', role: 'img', 'aria-label': fill(words.linesAdded, number(added)) },
              `+${number(added)}`,
            ),
            ' ',
            html(
              'span',
              { class: 'deleted', role: 'img', 'aria-label': fill(words.linesDeleted, number(deleted)) },
              `−${number(deleted)}`,
            ),
          ];
    return html(
      'li',
      {},
      html('span', { class: 'path' }, html('bdi', {}, path)),
      html('span', { class: 'churn' }, `${status} `, ...churn),
    );
  }
}
