import type { PanelData } from '../protocol/changesPanel';
import { GROUPS, VERDICTS } from '../protocol/changesPanel';
import { activeFilters, NO_FILTERS, SORTS, type Choices, type Filters, type Sort } from './choices';
import { button, fill, html, setAttributes } from './dom';
import { groupName, verdictName, type View, type Wording } from './view';

/** What is said about the count waits until typing pauses. Milliseconds. */
const PAUSE = 400;

type TextFilter = 'text' | 'path' | 'author';
type ListFilter = 'repository' | 'service' | 'kind';

/** Search, order, filters and how many changes they leave. */
export class FilterBar {
  readonly element: HTMLElement;
  private readonly inputs: Readonly<Record<TextFilter, HTMLInputElement>>;
  private readonly lists: Readonly<Record<ListFilter, HTMLSelectElement>>;
  private readonly verdict: HTMLSelectElement;
  private readonly group: HTMLSelectElement;
  private readonly inView: HTMLInputElement;
  private readonly sort: HTMLSelectElement;
  private readonly authors = html('datalist', { id: 'authors' });
  private readonly toggle: HTMLButtonElement;
  private readonly more: HTMLElement;
  private readonly clear: HTMLButtonElement;
  private readonly count = html('span', { class: 'count' });
  /** The same count for a screen reader, less often. */
  private readonly spoken = html('span', { class: 'unseen', role: 'status' });
  private speaking: number | undefined;
  /** The data whose names are offered. */
  private offered: PanelData | undefined;

  constructor(
    private readonly wording: Wording,
    choices: Choices,
    private readonly onChange: (chosen: Partial<Choices>) => void,
  ) {
    const { words } = wording;
    this.inputs = {
      text: html('input', { type: 'search', placeholder: words.textHint, id: 'filter-text' }),
      path: html('input', { type: 'search', id: 'filter-path' }),
      author: html('input', { type: 'search', id: 'filter-author', list: 'authors' }),
    };
    this.lists = {
      repository: html('select', { id: 'filter-repository' }),
      service: html('select', { id: 'filter-service' }),
      kind: html('select', { id: 'filter-kind' }),
    };
    this.verdict = html(
      'select',
      { id: 'filter-verdict' },
      ...options(VERDICTS, words.any, (each) => verdictName(each, words)),
    );
    this.group = html(
      'select',
      { id: 'filter-group' },
      ...options(GROUPS, words.any, (each) => groupName(each, words)),
    );
    this.inView = html('input', { type: 'checkbox', id: 'filter-view' });
    const sortNames = { suspicion: words.sortSuspicion, newest: words.sortNewest, size: words.sortSize };
    this.sort = html(
      'select',
      { id: 'sort' },
      ...SORTS.map((each) => html('option', { value: each }, sortNames[each])),
    );
    this.toggle = button(words.filters, () => this.onChange({ filtersOpen: this.more.hasAttribute('hidden') }), {
      'aria-controls': 'more-filters',
    });
    this.clear = button(words.clear, () => this.onClear());
    this.more = html(
      'div',
      { id: 'more-filters', class: 'more-filters' },
      field(words.path, this.inputs.path),
      field(words.author, this.inputs.author, this.authors),
      field(words.repository, this.lists.repository),
      field(words.service, this.lists.service),
      field(words.kind, this.lists.kind),
      field(words.verdict, this.verdict),
      field(words.group, this.group),
      html('label', { class: 'check', for: 'filter-view' }, this.inView, ' ', words.onlyInView),
    );
    this.element = html(
      'section',
      { class: 'filter-area', 'aria-label': words.filters, role: 'search' },
      html(
        'div',
        { class: 'first-filters' },
        field(words.text, this.inputs.text),
        field(words.sort, this.sort),
        html('span', { class: 'buttons' }, this.toggle, this.clear),
        this.count,
        this.spoken,
      ),
      this.more,
    );
    this.show(choices);
    const changed = () => this.onChange({ filters: this.read(), sort: this.sort.value as Sort });
    this.element.addEventListener('input', changed);
    this.element.addEventListener('change', changed);
  }

  update(view: View): void {
    const { data, choices, matches } = view;
    const { words, number } = this.wording;
    this.chosen(choices.filters);
    if (this.offered !== data) this.offer(data, choices.filters);
    this.offered = data;
    this.more.hidden = !choices.filtersOpen;
    const active = activeFilters(choices.filters);
    this.toggle.textContent = active === 0 ? words.filters : fill(words.filtersActive, active);
    setAttributes(this.toggle, { 'aria-expanded': String(choices.filtersOpen) });
    this.clear.disabled = active === 0;
    const all = data.changes.length;
    const sentence =
      matches.length === all
        ? fill(words.countAll, number(all))
        : fill(words.count, number(matches.length), number(all));
    this.count.textContent = sentence;
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => {
      if (this.spoken.textContent !== sentence) this.spoken.textContent = sentence;
    }, PAUSE);
  }

  /** Shows what was chosen before, also in the inputs. */
  show({ filters, sort }: Choices): void {
    for (const name of ['text', 'path', 'author'] as const) this.inputs[name].value = filters[name];
    for (const name of ['repository', 'service', 'kind'] as const) this.lists[name].value = filters[name];
    this.verdict.value = filters.verdict;
    this.group.value = filters.group;
    this.inView.checked = filters.inView;
    this.sort.value = sort;
  }

  private read(): Filters {
    const { inputs, lists } = this;
    return {
      text: inputs.text.value,
      path: inputs.path.value,
      author: inputs.author.value,
      repository: lists.repository.value,
      service: lists.service.value,
      kind: lists.kind.value,
      verdict: this.verdict.value as Filters['verdict'],
      group: this.group.value as Filters['group'],
      inView: this.inView.checked,
    };
  }

  private onClear(): void {
    // The button is about to be disabled, which would throw the focus out of the panel.
    this.inputs.text.focus();
    for (const input of Object.values(this.inputs)) input.value = '';
    this.onChange({ filters: NO_FILTERS });
  }

  /** Shows what is chosen, but leaves alone what is being typed. */
  private chosen(filters: Filters): void {
    for (const name of ['repository', 'service', 'kind'] as const) this.lists[name].value = filters[name];
    this.verdict.value = filters.verdict;
    this.group.value = filters.group;
    this.inView.checked = filters.inView;
  }

  /** Offers what there is to choose from; a list with a single entry is no choice. */
  private offer({ changes }: PanelData, filters: Filters): void {
    const { words } = this.wording;
    const names = {
      repository: distinct(changes.map(({ repository }) => repository)),
      service: distinct(changes.flatMap(({ services }) => services)),
      kind: distinct(changes.map(({ kind }) => kind)),
    };
    for (const name of ['repository', 'service', 'kind'] as const) {
      const list = this.lists[name];
      const chosen = filters[name];
      const offered = chosen === '' || names[name].includes(chosen) ? names[name] : [...names[name], chosen];
      if (!sameOptions(list, offered)) list.replaceChildren(...options(offered, words.any, (each) => each));
      list.value = chosen;
      const isChoice = chosen !== '' || offered.length > (name === 'service' ? 0 : 1);
      list.closest<HTMLElement>('.field')?.toggleAttribute('hidden', !isChoice);
    }
    const authors = distinct(changes.map(({ author }) => author));
    if (this.authors.childElementCount !== authors.length) {
      this.authors.replaceChildren(...authors.map((author) => html('option', { value: author })));
    }
  }
}

function field(words: string, input: HTMLElement, ...more: readonly Node[]): HTMLElement {
  return html('span', { class: 'field' }, html('label', { for: input.id }, words), input, ...more);
}

function options<T extends string>(values: readonly T[], any: string, name: (value: T) => string): HTMLOptionElement[] {
  return [html('option', { value: '' }, any), ...values.map((value) => html('option', { value }, name(value)))];
}

function sameOptions(list: HTMLSelectElement, offered: readonly string[]): boolean {
  return list.options.length === offered.length + 1 && offered.every((each, i) => list.options[i + 1]?.value === each);
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)].filter((name) => name !== '').sort((a, b) => a.localeCompare(b));
}
