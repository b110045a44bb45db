import type { PanelChange, PanelReason } from '../protocol/changesPanel';
import { fill, html, rowId, setAttributes } from './dom';
import {
  changeAt,
  factsOf,
  selectedPlace,
  signed,
  SIGNS,
  suspicionName,
  verdictName,
  type View,
  type Wording,
} from './view';

/** Height of a row in units of the font's size: two lines. */
const ROW_LINES = 3.4;
/** Rows drawn beyond what is in sight, so that scrolling shows no gap. */
const MARGIN = 6;

export interface ListActions {
  readonly select: (key: string) => void;
  readonly open: (key: string) => void;
  readonly markSuspect: (key: string) => void;
  readonly ruleOut: (key: string) => void;
  readonly rehearse: (key: string) => void;
  /** More or fewer changes are selected beside the one that is shown. */
  readonly selectedMore: () => void;
  readonly wantReasons: (keys: readonly string[]) => void;
  readonly scrolled: (top: number) => void;
}

/**
 * The ranked list. Of thousands of rows only those in sight are in the page; the list itself keeps the focus and names the
 * active row, which is always drawn, so that neither scrolling nor new data can lose it.
 */
export class ChangeList {
  readonly element: HTMLElement;
  private readonly box: HTMLElement;
  private readonly rows: HTMLElement;
  private readonly empty: HTMLElement;
  private readonly rowHeight: number;
  private view: View | undefined;
  private repositories = 0;
  private readonly reasons = new Map<string, readonly PanelReason[]>();
  /** The rows whose reasons are of the data on screen. */
  private readonly asked = new Set<string>();
  /** Where the list was scrolled to, until there is something to scroll. */
  private scrollWanted: number | undefined;
  /** What is selected beside the one that is shown, from where Shift was pressed first. */
  private more: ReadonlySet<string> = new Set();
  private anchor: string | undefined;

  constructor(
    private readonly wording: Wording,
    private readonly actions: ListActions,
    scroll: number,
  ) {
    const { words } = wording;
    this.scrollWanted = scroll > 0 ? scroll : undefined;
    this.rowHeight = Math.round(Number.parseFloat(getComputedStyle(document.body).fontSize) * ROW_LINES);
    this.rows = html('div', { class: 'rows', role: 'presentation' });
    const described = { 'aria-label': words.list, 'aria-describedby': 'list-help' };
    this.box = html(
      'div',
      { class: 'list', role: 'listbox', tabindex: 0, ...described, 'aria-multiselectable': 'true' },
      this.rows,
    );
    this.empty = html('p', { class: 'empty', hidden: true });
    const help = html('p', { id: 'list-help', class: 'help' }, words.listHelp);
    this.element = html('section', { class: 'list-area', 'aria-label': words.list }, this.box, this.empty, help);
    this.box.addEventListener('scroll', () => this.onScroll(), { passive: true });
    this.box.addEventListener('keydown', (event) => this.onKey(event));
    this.box.addEventListener('mousedown', (event) => this.onPress(event));
    new ResizeObserver(() => this.draw()).observe(this.box);
  }

  focus(): void {
    this.box.focus({ preventScroll: true });
  }

  /** Turns to another incident: where its list was scrolled to. */
  turnTo(scroll: number): void {
    this.reasons.clear();
    this.scrollWanted = scroll;
  }

  /** Takes new data: the reasons that were known stay on screen until their successors are there. */
  renew(): void {
    this.asked.clear();
  }

  /** All that are selected, in the order of the list; the one that is shown among them. */
  selected(): readonly string[] {
    const { view, more } = this;
    if (view === undefined) return [];
    const shown = view.choices.selected;
    const keys = view.matches.flatMap((place) => changeAt(view, place)?.key ?? []);
    return keys.filter((key) => key === shown || more.has(key));
  }

  update(view: View): void {
    this.view = view;
    // What is shown came from elsewhere, or by a plain step: the others are not meant any more.
    if (view.choices.selected === null || !this.more.has(view.choices.selected)) this.selectAlone();
    this.repositories = new Set(
      view.data.changes.map(({ repository }) => repository).filter((name) => name !== ''),
    ).size;
    const { words } = this.wording;
    const none = view.matches.length === 0;
    this.box.hidden = none;
    // While nothing has come yet, or may come, the status says why.
    this.empty.hidden = !none || (view.data.changes.length === 0 && view.data.status !== '');
    this.empty.textContent = view.data.changes.length === 0 ? words.nothing : words.nothingMatches;
    this.rows.style.height = `${view.matches.length * this.rowHeight}px`;
    if (this.scrollWanted !== undefined && !none) {
      this.box.scrollTop = this.scrollWanted;
      this.scrollWanted = undefined;
    }
    this.draw();
  }

  takeReasons(of: readonly { readonly key: string; readonly reasons: readonly PanelReason[] }[]): void {
    for (const { key, reasons } of of) this.reasons.set(key, reasons);
    this.draw();
  }

  /** Scrolls as little as it takes for the selected row to be in sight. */
  reveal(): void {
    const index = this.selectedIndex();
    if (index === undefined) return;
    const top = index * this.rowHeight;
    const { scrollTop, clientHeight } = this.box;
    if (top < scrollTop) this.box.scrollTop = top;
    else if (top + this.rowHeight > scrollTop + clientHeight) this.box.scrollTop = top + this.rowHeight - clientHeight;
    this.draw();
  }

  /** Where the selected change stands in the list. */
  private selectedIndex(): number | undefined {
    const place = this.view && selectedPlace(this.view);
    const index = place === undefined ? -1 : (this.view?.matches.indexOf(place) ?? -1);
    return index === -1 ? undefined : index;
  }

  private draw(): void {
    const { view } = this;
    if (view === undefined) return;
    const first = Math.max(0, Math.floor(this.box.scrollTop / this.rowHeight) - MARGIN);
    const count = Math.ceil(this.box.clientHeight / this.rowHeight) + 2 * MARGIN;
    const last = Math.min(view.matches.length, first + count);
    const selected = this.selectedIndex();
    const drawn = Array.from({ length: Math.max(0, last - first) }, (_, offset) => first + offset);
    if (selected !== undefined && (selected < first || selected >= last)) drawn.push(selected);
    const changes = drawn.flatMap((index) => {
      const change = changeAt(view, view.matches[index] ?? -1);
      return change === undefined ? [] : [{ index, change }];
    });
    const rows = changes.map(({ index, change }) => this.row(change, index, index === selected));
    this.rows.replaceChildren(...rows);
    setAttributes(this.box, { 'aria-activedescendant': selected === undefined ? undefined : rowId(selected) });
    const unknown = changes.map(({ change }) => change.key).filter((key) => !this.asked.has(key));
    if (unknown.length === 0 || view.data.startedAt === null) return;
    for (const key of unknown) this.asked.add(key);
    this.actions.wantReasons(unknown);
  }

  private row(change: PanelChange, index: number, isShown: boolean): HTMLElement {
    const { words } = this.wording;
    const facts = factsOf(change, this.repositories, this.wording).join(' · ');
    const reasons = (this.reasons.get(change.key) ?? []).map(signed);
    const verdict = change.verdict === 'open' ? '' : verdictName(change.verdict, words);
    const row = html(
      'div',
      {
        id: rowId(index),
        class: `row ${change.verdict}${isShown ? ' shown' : ''}`,
        role: 'option',
        'aria-selected': String(isShown || this.more.has(change.key)),
        'aria-posinset': index + 1,
        'aria-setsize': this.view?.matches.length ?? 0,
      },
      html('span', { class: 'suspicion' }, ...this.suspicion(change)),
      html(
        'span',
        { class: 'about' },
        html('span', { class: 'subject' }, html('bdi', {}, change.subject)),
        html(
          'span',
          { class: 'facts' },
          ...(verdict === '' ? [] : [html('b', { class: 'verdict' }, verdict), ' ']),
          html('bdi', {}, facts),
          ...(reasons.length === 0 ? [] : [' · ', html('bdi', { class: 'why' }, reasons.join(' · '))]),
        ),
      ),
    );
    row.style.height = `${this.rowHeight}px`;
    row.style.transform = `translateY(${index * this.rowHeight}px)`;
    return row;
  }

  /** The sign for the eye, the word for everybody; the figure only in the tooltip. */
  private suspicion({ suspicion, share }: PanelChange): HTMLElement[] {
    const { words, percent } = this.wording;
    if (suspicion === null) return [];
    const name = suspicionName(suspicion, words);
    const title = share === null ? undefined : fill(words.share, percent(share));
    return [
      html('span', { class: `sign ${suspicion}`, 'aria-hidden': 'true', title }, SIGNS[suspicion]),
      html('span', { class: 'unseen' }, fill(words.suspicion, name)),
      html('span', { 'aria-hidden': 'true', title }, name),
    ];
  }

  private onScroll(): void {
    this.draw();
    this.actions.scrolled(this.box.scrollTop);
  }

  private onKey(event: KeyboardEvent): void {
    const { view } = this;
    if (view === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const current = this.selectedIndex();
    const key = current === undefined ? undefined : changeAt(view, view.matches[current] ?? -1)?.key;
    const page = Math.max(1, Math.floor(this.box.clientHeight / this.rowHeight) - 1);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: current === undefined ? 0 : current + 1,
      ArrowUp: current === undefined ? 0 : current - 1,
      PageDown: (current ?? 0) + page,
      PageUp: (current ?? 0) - page,
      Home: 0,
      End: view.matches.length - 1,
    };
    const move = moves[event.key];
    // Shift may still be held from a selection.
    const letter = event.key.toLowerCase();
    if (move !== undefined && event.shiftKey) this.extendTo(move);
    else if (move !== undefined) this.alone(() => this.selectIndex(move));
    else if (key === undefined) return;
    else if (event.key === 'Enter') this.actions.open(key);
    else if (letter === 's') this.actions.markSuspect(key);
    else if (letter === 'r') this.actions.ruleOut(key);
    else if (letter === 'v') this.actions.rehearse(key);
    else return;
    event.preventDefault();
  }

  private selectAlone(): void {
    this.more = new Set();
    this.anchor = undefined;
  }

  private alone(select: () => void): void {
    this.selectAlone();
    select();
    this.draw();
    this.actions.selectedMore();
  }

  /** Selects all rows from where Shift was pressed first to this one, which is shown. */
  private extendTo(index: number): void {
    const { view } = this;
    if (view === undefined || view.matches.length === 0) return;
    const keys = view.matches.map((place) => changeAt(view, place)?.key ?? '');
    const to = Math.min(keys.length - 1, Math.max(0, index));
    this.anchor ??= keys[this.selectedIndex() ?? to];
    const from = Math.max(0, keys.indexOf(this.anchor ?? ''));
    this.more = new Set(keys.slice(Math.min(from, to), Math.max(from, to) + 1));
    this.selectIndex(to);
    this.draw();
    this.actions.selectedMore();
  }

  /** One more, or one less: with Ctrl or Cmd. */
  private toggle(key: string): void {
    const shown = this.view?.choices.selected;
    const all = new Set([...this.more, ...(typeof shown === 'string' ? [shown] : [])]);
    if (all.has(key) && key !== shown) all.delete(key);
    else all.add(key);
    this.more = all;
    if (all.has(key)) this.actions.select(key);
    this.draw();
    this.actions.selectedMore();
  }

  private selectIndex(index: number): void {
    const { view } = this;
    const most = (view?.matches.length ?? 0) - 1;
    const place = view?.matches[Math.min(most, Math.max(0, index))];
    const change = view === undefined || place === undefined ? undefined : changeAt(view, place);
    if (change !== undefined) this.actions.select(change.key);
  }

  /**
   * On press, not on click, and found by its place: a row that is drawn anew between press and release gets no click. A
   * double click opens.
   */
  private onPress(event: MouseEvent): void {
    const { view } = this;
    if (event.button !== 0) return;
    const y = event.clientY - this.rows.getBoundingClientRect().top;
    const change = view && changeAt(view, view.matches[Math.floor(y / this.rowHeight)] ?? -1);
    if (change === undefined) return;
    if (event.shiftKey) this.extendTo(Math.floor(y / this.rowHeight));
    else if (event.ctrlKey || event.metaKey) this.toggle(change.key);
    else if (event.detail === 2) this.actions.open(change.key);
    else this.alone(() => this.actions.select(change.key));
  }
}
