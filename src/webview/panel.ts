import type { ListCommand, PanelData, PanelDetails, ToWebview } from '../protocol/changesPanel';
import { Chart } from './chart';
import type { Choices, Span } from './choices';
import { Details } from './details';
import { matching, searchable, type Searchable } from './filter';
import { FilterBar } from './filterBar';
import { Header } from './header';
import type { Host } from './host';
import { ChangeList } from './list';
import { within } from './times';
import { changeAt, selectedPlace, type View, type Wording } from './view';

/** A key held down runs through the list faster than details can be read. Milliseconds. */
const PAUSE = 60;
/** The least that an axis without any time shows. Milliseconds. */
const LEAST = 60_000;

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
  private drawnDetails: string | null | undefined;
  /** Whether the extension is still to hear of the selection. */
  private unsaid = false;

  constructor(
    root: HTMLElement,
    wording: Wording,
    private readonly host: Host,
    private choices: Choices,
  ) {
    const run = (command: ListCommand) => host.say('run', { command });
    this.header = new Header(wording, run);
    this.chart = new Chart(wording, {
      select: (key) => this.select(key),
      zoom: (zoom) => this.choose({ zoom }),
      propose: (at) => host.say('proposeStart', { at }),
    });
    this.filters = new FilterBar(wording, choices, (chosen) => this.choose(chosen));
    this.list = new ChangeList(
      wording,
      {
        select: (key) => this.select(key),
        open: (key) => host.say('runOnChange', { command: 'incident.openChange', key }),
        markSuspect: (key) => host.say('runOnChange', { command: 'incident.markSuspect', key }),
        ruleOut: (key) => host.say('runOnChange', { command: 'incident.ruleOut', key }),
        wantReasons: (keys) => host.say('wantReasons', { keys }),
        scrolled: (scroll) => this.keep({ scroll }),
      },
      choices.scroll,
    );
    this.details = new Details(wording, (command, key) => host.say('runOnChange', { command, key }));
    const { header, chart, filters, list, details } = this;
    root.replaceChildren(header.element, chart.element, filters.element, list.element, details.element);
  }

  /** Takes new data. The first changes give the focus to the list, so that the keys work at once. */
  take(data: PanelData): void {
    this.data = data;
    this.all = data.changes.map(searchable);
    this.list.renew();
    this.filter();
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
    if (this.choices.selected !== key) {
      this.keep({ selected: key });
      this.known = undefined;
      this.draw();
      this.unsaid = !quietly;
      this.askDetails();
    }
    this.list.reveal();
  }

  startAnswered({ accepted }: ToWebview['startAnswered']): void {
    this.chart.start.answered(accepted);
  }

  private choose(chosen: Partial<Choices>): void {
    this.keep(chosen);
    this.filter();
    this.draw();
  }

  private keep(chosen: Partial<Choices>): void {
    this.choices = { ...this.choices, ...chosen };
    this.host.keep(this.choices);
  }

  private filter(): void {
    this.matches = matching(this.all, this.choices.filters, this.choices.sort, this.span());
  }

  private span(): Span {
    const { from = 0, to = LEAST } = this.data ?? {};
    const whole = { from, to: Math.max(to, from + LEAST) };
    const { zoom } = this.choices;
    return zoom === null || zoom.to <= zoom.from ? whole : within(zoom, whole);
  }

  private draw(): void {
    const { data, all, matches, choices } = this;
    if (data === undefined) return;
    const view: View = { data, all, matches, choices, span: this.span() };
    this.header.update(data);
    this.filters.update(view);
    this.list.update(view);
    this.chart.update(view);
    if (this.drawnDetails !== choices.selected) this.drawDetails();
  }

  private drawDetails(): void {
    const { data, all, matches, choices } = this;
    if (data === undefined) return;
    const view: View = { data, all, matches, choices, span: this.span() };
    const place = selectedPlace(view);
    const change = place === undefined ? undefined : changeAt(view, place);
    this.drawnDetails = choices.selected;
    this.details.update(change, this.known, data.startedAt !== null);
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
