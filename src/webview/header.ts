import type { ListCommand, PanelData } from '../protocol/changesPanel';
import { button, fill, html, setAttributes } from './dom';
import type { Wording } from './view';

/** What is looked at, where it comes from, and what is under way. */
export class Header {
  readonly element: HTMLElement;
  private readonly window = html('span', { class: 'window' });
  private readonly status = html('p', { class: 'status', role: 'status' });
  private readonly none = html('p', { class: 'none' });
  private readonly sources = html('details', { class: 'sources' });
  private readonly summary = html('summary');
  private readonly list = html('ul');
  private readonly cancel: HTMLButtonElement;
  private readonly chart: HTMLButtonElement;
  private problems = 0;

  constructor(
    private readonly wording: Wording,
    run: (command: ListCommand) => void,
    showChart: (open: boolean) => void,
  ) {
    const { words } = wording;
    this.cancel = button(words.cancel, () => run('incident.cancelChanges'));
    this.cancel.hidden = true;
    this.chart = button(words.hideChart, () => showChart(this.chart.getAttribute('aria-expanded') !== 'true'), {
      'aria-controls': 'chart',
    });
    this.sources.append(this.summary, this.list);
    this.element = html(
      'header',
      {},
      html('h1', {}, words.title),
      this.window,
      html(
        'span',
        { class: 'buttons' },
        this.cancel,
        this.chart,
        button(words.refresh, () => run('incident.refreshChanges')),
        button(words.setWindow, () => run('incident.setChangeWindow')),
        button(words.record, () => run('incident.recordChange')),
      ),
      this.sources,
      this.none,
      this.status,
    );
  }

  update({ window, status, none, busy, sources }: PanelData, isChartOpen: boolean): void {
    const { words } = this.wording;
    this.chart.textContent = isChartOpen ? words.hideChart : words.showChart;
    setAttributes(this.chart, { 'aria-expanded': String(isChartOpen) });
    this.window.textContent = window;
    if (this.status.textContent !== status) this.status.textContent = status;
    this.none.textContent = none;
    this.none.hidden = none === '';
    this.status.classList.toggle('busy', busy);
    this.cancel.hidden = !busy;
    const problems = sources.filter(({ problem }) => problem).length;
    this.sources.hidden = sources.length === 0;
    const [only] = sources;
    this.summary.textContent =
      problems > 0
        ? fill(words.sourcesProblem, problems, sources.length)
        : sources.length === 1 && only !== undefined
          ? only.label
          : fill(words.sources, sources.length);
    // Opened once; a person may close it again.
    if (problems > this.problems) this.sources.open = true;
    this.problems = problems;
    this.list.replaceChildren(
      ...sources.map(({ label, problem }) =>
        html('li', { class: problem ? 'problem' : undefined }, problem ? '⚠ ' : '', html('bdi', {}, label)),
      ),
    );
  }
}
