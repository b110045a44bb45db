import type { PanelData } from '../protocol/changesPanel';
import type { Span, Zoom } from './choices';
import { button, fill, html, setAttributes, svg } from './dom';
import { wholeSpan } from './focusSpan';
import { layered, makeMarks, nearest, placeMarks, type Mark } from './marks';
import { emptySpans, Scale } from './scale';
import { LAYOUT, sceneOf, timesOf } from './scene';
import { METRIC, metricScene } from './metricScene';
import { METRIC_START, StartLine } from './startLine';
import { within, zoomed } from './times';
import { factsOf, SIGNS, type View, type Wording } from './view';

const SIDE = 10;
/** How near to a mark one has to point, and how far one has to drag for it to be a stretch of time. Pixels. */
const REACH = 14;
const DRAG = 6;
/** How long typing must rest before the marks that do not match fade. Milliseconds. */
const PAUSE = 120;
export interface ChartActions {
  readonly select: (key: string) => void;
  readonly zoom: (zoom: Zoom) => void;
  readonly propose: (at: number, fromMetric: boolean) => void;
}

/** The time axis. For keyboard and screen reader its changes are in the list; the start line is a slider of its own. */
export class Chart {
  readonly element: HTMLElement;
  readonly start: StartLine;
  readonly metricStart: StartLine;
  private readonly canvas: SVGSVGElement;
  private readonly scene = svg('g', { 'aria-hidden': 'true' });
  private readonly marksLayer = svg('g', { 'aria-hidden': 'true' });
  private readonly selection = svg('g', { class: 'selection', 'aria-hidden': 'true' });
  private readonly brush = svg('rect', { class: 'brush', y: LAYOUT.lines, height: LAYOUT.axis - LAYOUT.lines });
  private readonly readout = html('p', { class: 'readout' });
  private readonly legend = html('p', { class: 'legend' });
  private readonly reset: HTMLButtonElement;
  private marks: readonly Mark[] = [];
  private drawnData: PanelData | undefined;
  private drawnMatches: readonly number[] | undefined;
  private drawnSelection: string | null = null;
  private view: View | undefined;
  private scale = new Scale({ from: 0, to: 1 }, SIDE, 300);
  private tried: string | undefined;
  private width = 0;
  private fading: number | undefined;

  constructor(
    private readonly wording: Wording,
    private readonly actions: ChartActions,
  ) {
    const { words } = wording;
    this.start = new StartLine(
      wording,
      { propose: (at) => actions.propose(at, false), trying: (sentence) => this.trying(sentence) },
      { top: LAYOUT.lines, bottom: LAYOUT.axis, grip: LAYOUT.grip },
    );
    this.metricStart = new StartLine(
      wording,
      { propose: (at) => actions.propose(at, true), trying: (sentence) => this.trying(sentence) },
      { top: LAYOUT.lines, bottom: METRIC.bottom, grip: METRIC.grip },
      METRIC_START,
    );
    this.canvas = svg('svg', { class: 'axis', height: LAYOUT.height, role: 'group' });
    this.canvas.append(this.scene, this.marksLayer, this.selection, this.brush, this.start.element);
    this.brush.toggleAttribute('hidden', true);
    const zoom = (factor: number) => () => this.zoom(factor);
    const move = (by: number) => () => this.move(by);
    this.reset = button(words.resetZoom, () => actions.zoom('whole'));
    this.element = html(
      'section',
      { class: 'chart', id: 'chart', 'aria-label': words.axis },
      this.canvas,
      html(
        'div',
        { class: 'under' },
        html(
          'span',
          { class: 'buttons' },
          button('+', zoom(0.5), { 'aria-label': words.zoomIn, title: words.zoomIn }),
          button('−', zoom(2), { 'aria-label': words.zoomOut, title: words.zoomOut }),
          button('‹', move(-0.5), { 'aria-label': words.earlier, title: words.earlier }),
          button('›', move(0.5), { 'aria-label': words.later, title: words.later }),
          this.reset,
        ),
        this.readout,
        this.legend,
      ),
    );
    this.canvas.addEventListener('pointermove', (event) => this.onHover(event));
    this.canvas.addEventListener('pointerleave', () => this.say(''));
    this.canvas.addEventListener('pointerdown', (event) => this.onPress(event));
    this.canvas.addEventListener('wheel', (event) => this.onWheel(event), { passive: false });
    // Told, not asked: asking for the width lays out the whole page, at every letter of a filter.
    new ResizeObserver(([entry]) => {
      this.width = entry?.contentRect.width ?? 0;
      this.draw(true);
    }).observe(this.element);
  }

  update(view: View): void {
    const moved = this.view?.span.from !== view.span.from || this.view.span.to !== view.span.to;
    this.view = view;
    this.draw(moved);
  }

  private draw(moved: boolean): void {
    const { view, width } = this;
    if (view === undefined || width === 0) return;
    const isNew = this.drawnData !== view.data;
    this.drawnData = view.data;
    if (isNew) {
      this.marks = makeMarks(view.data.changes, LAYOUT.plot);
      this.marksLayer.replaceChildren(...layered(this.marks).map(({ element }) => element));
      this.drawnMatches = undefined;
      this.drawLegend(view.data);
    }
    if (isNew || moved) {
      this.scale = new Scale(view.span, SIDE, width - SIDE, emptySpans(view.span, timesOf(view.data)));
      const height = view.data.metric === null ? LAYOUT.height : METRIC.height;
      setAttributes(this.canvas, { width, height, viewBox: `0 0 ${width} ${height}` });
      placeMarks(this.marks, this.scale);
      this.scene.replaceChildren(
        ...sceneOf(view.data, this.scale, width, this.wording),
        ...metricScene(view.data, this.scale, this.wording),
      );
      setAttributes(this.canvas, { 'aria-label': this.summary(view) });
    }
    // Touching the picture without need would paint thousands of marks again, at every letter of a filter.
    if (isNew && view.data.metric?.onset == null) this.metricStart.element.remove();
    else if (isNew && !this.metricStart.element.isConnected) this.start.element.before(this.metricStart.element);
    if (isNew || moved) for (const line of [this.metricStart, this.start]) line.update(view.data, this.scale);
    if (isNew || moved || this.drawnSelection !== view.choices.selected) this.drawSelection(view);
    this.reset.disabled = isWhole(view.span, wholeSpan(view.data));
    // Fading thousands of marks waits until typing pauses: the list answers first.
    clearTimeout(this.fading);
    this.fading = setTimeout(() => this.fade(), isNew ? 0 : PAUSE);
  }

  private fade(): void {
    const { view } = this;
    if (view === undefined || this.drawnMatches === view.matches) return;
    this.drawnMatches = view.matches;
    const matching = new Set(view.matches);
    for (const [place, { element }] of this.marks.entries()) {
      const fades = !matching.has(place);
      if (element.classList.contains('faded') !== fades) element.classList.toggle('faded', fades);
    }
  }

  /** What the picture shows, for those who cannot see it. */
  private summary({ data, span }: View): string {
    const { words, number } = this.wording;
    const count = (times: readonly { readonly at: number }[]) =>
      number(times.filter(({ at }) => at >= span.from && at <= span.to).length);
    const summary = fill(words.axisSummary, count(data.changes), count(data.deploys), data.thirdParties.length);
    const { metric } = data;
    const curve = metric === null ? [] : [fill(words.metric, metric.name, metric.low, metric.high)];
    return [`${words.axis}: ${summary}`, ...curve].join('. ');
  }

  private drawSelection({ choices }: View): void {
    this.drawnSelection = choices.selected;
    const mark = this.marks.find(({ change }) => change.key === choices.selected);
    if (!mark?.shown) {
      this.selection.replaceChildren();
      return;
    }
    const { x, y, change, radius } = mark;
    this.selection.replaceChildren(
      svg('line', { x1: x, x2: x, y1: LAYOUT.lines, y2: LAYOUT.axis }),
      svg('circle', { cx: x, cy: y, r: radius + (change.verdict === 'suspect' ? 6.5 : 4) }),
    );
  }

  private drawLegend(data: PanelData): void {
    const { words } = this.wording;
    const has = (test: (change: PanelData['changes'][number]) => boolean) => data.changes.some(test);
    const entries: [sign: string, words: string, there: boolean][] = [
      [SIGNS.high, words.legendHigh, has(({ suspicion }) => suspicion === 'high')],
      [SIGNS.medium, words.legendMedium, has(({ suspicion }) => suspicion === 'medium')],
      [SIGNS.low, words.legendLow, has(({ suspicion }) => suspicion === 'low')],
      ['○', words.legendOther, has(({ group }) => group !== 'suspect')],
      ['◎', words.legendSuspect, has(({ verdict }) => verdict === 'suspect')],
      ['⊗', words.legendRuledOut, has(({ verdict }) => verdict === 'ruledOut')],
      ['⚑', words.legendDeploy, data.deploys.length > 0],
      ['▬', words.legendThirdParty, data.thirdParties.length > 0],
      ['■', words.legendLogLine, data.logLines.length > 0],
    ];
    this.legend.replaceChildren(
      ...entries
        .filter(([, , there]) => there)
        .map(([sign, words]) => html('span', {}, html('span', { 'aria-hidden': 'true' }, `${sign} `), words)),
    );
  }

  private zoom(factor: number, around?: number): void {
    const { view } = this;
    if (view === undefined) return;
    const { span, data } = view;
    const inView = (at: number | null | undefined) => at != null && at >= span.from && at <= span.to;
    const selected = data.changes.find(({ key }) => key === view.choices.selected)?.at;
    const middle = [around, selected, data.startedAt].find(inView) ?? (span.from + span.to) / 2;
    this.zoomTo(zoomed(span, factor, middle, data));
  }

  private move(by: number): void {
    const { view } = this;
    if (view === undefined) return;
    const { from, to } = view.span;
    const distance = (to - from) * by;
    this.zoomTo(within({ from: from + distance, to: to + distance }, view.data));
  }

  private zoomTo(span: Span): void {
    if (this.view === undefined) return;
    this.actions.zoom(isWhole(span, wholeSpan(this.view.data)) ? 'whole' : span);
  }

  private onWheel(event: WheelEvent): void {
    // Without a key the wheel scrolls the page.
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.zoom(event.deltaY > 0 ? 1.25 : 0.8, this.scale.at(this.point(event).x));
  }

  private onHover(event: PointerEvent): void {
    const { x, y } = this.point(event);
    const mark = nearest(this.marks, x, y, REACH);
    this.say(mark === undefined ? '' : [mark.change.subject, ...factsOf(mark.change, 2, this.wording)].join(' · '));
  }

  private onPress(event: PointerEvent): void {
    if (event.button !== 0) return;
    const begun = this.point(event);
    const ended = new AbortController();
    const { signal } = ended;
    this.canvas.setPointerCapture(event.pointerId);
    const stretch = (now: { x: number }) => [Math.min(begun.x, now.x), Math.max(begun.x, now.x)] as const;
    const move = (moved: PointerEvent) => {
      const [left, right] = stretch(this.point(moved));
      this.brush.toggleAttribute('hidden', right - left < DRAG);
      setAttributes(this.brush, { x: left, width: right - left });
    };
    const up = (released: PointerEvent) => {
      ended.abort();
      this.brush.toggleAttribute('hidden', true);
      const [left, right] = stretch(this.point(released));
      const { view } = this;
      if (right - left >= DRAG && view !== undefined) {
        const span = { from: this.scale.at(left), to: this.scale.at(right) };
        this.zoomTo(zoomed(span, 1, span.from, view.data));
        return;
      }
      const mark = nearest(this.marks, begun.x, begun.y, REACH);
      if (mark !== undefined) this.actions.select(mark.change.key);
    };
    this.canvas.addEventListener('pointermove', move, { signal });
    this.canvas.addEventListener('pointerup', up, { signal });
    this.canvas.addEventListener('pointercancel', () => ended.abort(), { signal });
  }

  private trying(sentence: string | undefined): void {
    this.tried = sentence;
    this.say('');
  }

  /** What is pointed at, or the start that is tried out. */
  private say(text: string): void {
    const shown = this.tried ?? text;
    this.readout.textContent = shown;
    this.legend.toggleAttribute('hidden', shown !== '');
  }

  private point(event: MouseEvent): { x: number; y: number } {
    const { left, top } = this.canvas.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }
}

function isWhole(span: Span, whole: Span): boolean {
  return span.to - span.from >= whole.to - whole.from;
}
