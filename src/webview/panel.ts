import type { ListCommand, PanelData, PanelDetails, ToWebview } from '../protocol/changesPanel';
import { Chart } from './chart';
import type { ChoiceMemory, Choices } from './choices';
import { Details } from './details';
import { matching, searchable, type Searchable } from './filter';
import { FilterBar } from './filterBar';
import { shownSpan } from './focusSpan';
import { Header } from './header';
import type { Host } from './host';
import { ChangeList } from './list';
import { changeAt, selectedPlace, type View, type Wording } from './view';

/** A key held down runs through the list faster than details can be read. Milliseconds. */
const PAUSE = 60;
/** A panel that is lower than this has no room for the time axis: it is folded away until somebody asks for it. */
const SHORT = '(height < 480px)';

/**
 * The panel: data from the extension and choices of the person go in, and every part draws itself again from both. It
 * decides nothing but what is selected, filtered and zoomed.
 */
export class Panel {
  private readonly header: Header;
  private readonly chart: Chart;
  private readonly filters: FilterBar;
  private readonly list: ChangeList;
  private readonly details: Details;
  private data: PanelData | undefined;
  private all: readonly Searchable[] = [];
  private matches: readonly number[] = [];
  private known: PanelDetails | undefined;
  private asking: number | undefined;
  private begun = false;
  private choices: Choices;
  /** What had the focus last. */
  private focused: HTMLElement | SVGElement | undefined;
  /** What the panel selected by itself; it is not kept. */
  private byItself: string | null = null;
  private readonly short = matchMedia(SHORT);
  private drawnDetails: string | null | undefined;
  /** Whether the extension is still to hear of the selection. */
  private unsaid = false;

  constructor(
    root: HTMLElement,
    wording: Wording,
    private readonly host: Host,
    private readonly memory: ChoiceMemory,
  ) {
    this.choices = memory.current;
    const run = (command: ListCommand) => host.say('run', { command });
    this.header = new Header(wording, run, (chartOpen) => this.choose({ chartOpen }));
    this.chart = new Chart(wording, {
      select: (key) => this.select(key),
      zoom: (zoom) => this.choose({ zoom }),
      propose: (at, fromMetric) => host.say('proposeStart', { at, fromMetric }),
    });
    this.filters = new FilterBar(wording, this.choices, (chosen) => this.choose(chosen));
    this.list = new ChangeList(
      wording,
      {
        select: (key) => this.select(key),
        open: (key) => host.say('runOnChange', { command: 'incident.openChange', key }),
        markSuspect: (key) => host.say('runOnChange', { command: 'incident.markSuspect', key }),
        ruleOut: (key) => host.say('runOnChange', { command: 'incident.ruleOut', key }),
        rehearse: (key) => this.rehearse(key),
        selectedMore: () => this.drawDetails(),
        wantReasons: (keys) => host.say('wantReasons', { keys }),
        scrolled: (scroll) => this.keep({ scroll }),
      },
      this.choices.scroll,
    );
    this.details = new Details(wording, (command, key) =>
      command === 'incident.rehearseRevert' ? this.rehearse(key) : host.say('runOnChange', { command, key }),
    );
    const { header, chart, filters, list, details } = this;
    root.addEventListener('focusin', ({ target }) => {
      if (target instanceof HTMLElement || target instanceof SVGElement) this.focused = target;
    });
    this.short.addEventListener('change', () => this.draw());
    root.replaceChildren(header.element, chart.element, filters.element, list.element, details.element);
  }

  /** Takes new data. The first changes give the focus to the list, so that the keys work at once. */
  take(data: PanelData): void {
    this.data = data;
    this.all = data.changes.map(searchable);
    if (this.memory.turnTo(data.incident)) {
      this.choices = this.memory.current;
      this.known = undefined;
      this.byItself = null;
      this.filters.show(this.choices);
      this.list.turnTo(this.choices.scroll);
    }
    this.list.renew();
    this.filter();
    this.selectFirst();
    this.draw();
    this.drawDetails();
    this.askDetails();
    if (this.begun || this.matches.length === 0) return;
    this.begun = true;
    // Never out of another part of the window.
    if (document.hasFocus() && document.activeElement === document.body) this.list.focus();
  }

  takeReasons({ of }: ToWebview['reasons']): void {
    this.list.takeReasons(of);
  }

  takeDetails(details: PanelDetails): void {
    if (details.key !== this.choices.selected) return;
    this.known = details;
    this.drawDetails();
  }

  /** @param quietly when something else selected it, and knows */
  select(key: string, quietly = false): void {
    this.byItself = null;
    if (this.choices.selected !== key) {
      this.keep({ selected: key });
      this.known = undefined;
      this.draw();
      this.unsaid = !quietly;
      this.askDetails();
    }
    this.list.reveal();
  }

  /** Takes the keys back after a prompt, to the part of the panel that had them; a page that loses the focus forgets it. */
  focus(): void {
    window.focus();
    if (document.activeElement !== document.body) return;
    if (this.focused?.isConnected === true) this.focused.focus();
    else this.list.focus();
  }

  startAnswered({ accepted }: ToWebview['startAnswered']): void {
    this.chart.start.answered(accepted);
    this.chart.metricStart.answered(accepted);
  }

  /** As long as the person has selected nothing, what comes first is selected, whatever that is by now. */
  private selectFirst(): void {
    const { selected } = this.choices;
    const { changes } = this.data ?? { changes: [] };
    if (selected !== this.byItself && changes.some(({ key }) => key === selected)) return;
    const first = changes[this.matches[0] ?? -1];
    if (first === undefined || first.key === selected) return;
    this.byItself = first.key;
    this.choices = { ...this.choices, selected: first.key };
    this.known = undefined;
  }

  private choose(chosen: Partial<Choices>): void {
    this.keep(chosen);
    this.filter();
    this.selectFirst();
    this.draw();
    if (this.byItself !== null) this.askDetails();
  }

  private keep(chosen: Partial<Choices>): void {
    this.choices = { ...this.choices, ...chosen };
    const selected = this.choices.selected === this.byItself ? null : this.choices.selected;
    this.memory.change({ ...this.choices, selected });
    this.host.keep(this.memory.toString());
  }

  private filter(): void {
    const { data, choices } = this;
    if (data === undefined) return;
    this.matches = matching(this.all, choices.filters, choices.sort, shownSpan(data, choices.zoom));
  }

  private view(): View | undefined {
    const { data, all, matches, choices } = this;
    return data && { data, all, matches, choices, span: shownSpan(data, choices.zoom) };
  }

  private draw(): void {
    const view = this.view();
    if (view === undefined) return;
    const isChartOpen = this.choices.chartOpen ?? !this.short.matches;
    this.header.update(view.data, isChartOpen);
    this.filters.update(view);
    this.list.update(view);
    this.chart.element.hidden = !isChartOpen;
    this.chart.update(view);
    if (this.drawnDetails !== this.choices.selected) this.drawDetails();
  }

  private drawDetails(): void {
    const view = this.view();
    if (view === undefined) return;
    const place = selectedPlace(view);
    const change = place === undefined ? undefined : changeAt(view, place);
    this.drawnDetails = this.choices.selected;
    this.details.update(change, this.known, view.data.startedAt !== null, this.list.selected().length);
  }

  /** Reverts are rehearsed together. */
  private rehearse(key: string): void {
    const keys = this.list.selected();
    this.host.say('runOnChange', {
      ...{ command: 'incident.rehearseRevert', key },
      ...(keys.length > 1 && keys.includes(key) && { keys }),
    });
  }

  private askDetails(): void {
    clearTimeout(this.asking);
    this.asking = setTimeout(() => {
      const { selected } = this.choices;
      if (selected === null || this.data?.changes.some(({ key }) => key === selected) !== true) return;
      this.host.say('wantDetails', { key: selected });
      if (this.unsaid) this.host.say('selected', { key: selected });
      this.unsaid = false;
    }, PAUSE);
  }
}
