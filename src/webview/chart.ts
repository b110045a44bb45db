import type { PanelData } from '../protocol/changesPanel';
import type { Span } from './choices';
import { button, fill, html, setAttributes, svg } from './dom';
import { layered, makeMarks, nearest, placeMarks, type Mark } from './marks';
import { StartLine } from './startLine';
import { Scale, within, zoomed } from './times';
import { factsOf, type View, type Wording } from './view';

const HEIGHT = 172;
const SIDE = 10;
const THIRD_PARTIES = { top: 4, height: 8 } as const;
const PLOT = { top: 42, bottom: 124 } as const;
const DEPLOYS = 138;
const AXIS = 150;
/** How near to a mark one has to point, and how far one has to drag for it to be a stretch of time. Pixels. */
const REACH = 14;
const DRAG = 6;
/** How long typing must rest before the marks that do not match fade. Milliseconds. */
const PAUSE = 120;
/** Room that a label of the axis takes. Pixels. */
const TICK = 84;

export interface ChartActions {
  readonly select: (key: string) => void;
  readonly zoom: (span: Span | null) => void;
  readonly propose: (at: number) => void;
}

/** The time axis. For keyboard and screen reader its changes are in the list; the start line is a slider of its own. */
export class Chart {
  readonly element: HTMLElement;
  readonly start: StartLine;
  private readonly canvas: SVGSVGElement;
  private readonly scene = svg('g', { 'aria-hidden': 'true' });
  private readonly marksLayer = svg('g', { 'aria-hidden': 'true' });
  private readonly selection = svg('g', { class: 'selection', 'aria-hidden': 'true' });
  private readonly brush = svg('rect', { class: 'brush', y: PLOT.top - 10, height: AXIS - PLOT.top + 10 });
  private readonly readout = html('p', { class: 'readout' });
  private readonly legend = html('p', { class: 'legend' });
  private readonly whole: HTMLButtonElement;
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
      { propose: actions.propose, trying: (sentence) => this.trying(sentence) },
      { top: PLOT.top - 24, bottom: AXIS },
    );
    this.canvas = svg('svg', { class: 'axis', height: HEIGHT, role: 'group' });
    this.canvas.append(this.scene, this.marksLayer, this.selection, this.brush, this.start.element);
    this.brush.toggleAttribute('hidden', true);
    const zoom = (factor: number) => () => this.zoom(factor);
    const move = (by: number) => () => this.move(by);
    this.whole = button(words.wholeWindow, () => actions.zoom(null));
    this.element = html(
      'section',
      { class: 'chart', 'aria-label': words.axis },
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
          this.whole,
        ),
        this.readout,
      ),
      this.legend,
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
      this.marks = makeMarks(view.data.changes, PLOT);
      this.marksLayer.replaceChildren(...layered(this.marks).map(({ element }) => element));
      this.drawnMatches = undefined;
      this.drawLegend(view.data);
    }
    if (isNew || moved) {
      this.scale = new Scale(view.span, SIDE, width - SIDE);
      setAttributes(this.canvas, { width, viewBox: `0 0 ${width} ${HEIGHT}` });
      placeMarks(this.marks, this.scale);
      this.drawScene(view, width);
    }
    // Touching the picture without need would paint thousands of marks again, at every letter of a filter.
    if (isNew || moved) this.start.update(view.data, this.scale);
    if (isNew || moved || this.drawnSelection !== view.choices.selected) this.drawSelection(view);
    this.whole.disabled = view.choices.zoom === null;
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

  private drawScene({ data }: View, width: number): void {
    const { words, times, number } = this.wording;
    const { scale } = this;
    const summary = fill(words.axisSummary, number(data.changes.length), data.deploys.length, data.thirdParties.length);
    setAttributes(this.canvas, { 'aria-label': `${words.axis}: ${summary}` });
    const parts: SVGElement[] = [
      svg('line', { class: 'axis-line', x1: scale.left, x2: scale.right, y1: AXIS, y2: AXIS }),
    ];
    for (const at of times.ticks(scale.span, Math.max(2, Math.floor(width / TICK)))) {
      const x = scale.x(at);
      parts.push(svg('line', { class: 'tick', x1: x, x2: x, y1: PLOT.top - 6, y2: AXIS + 4 }));
      parts.push(
        svg('text', { class: 'tick-label', x, y: AXIS + 16, 'text-anchor': anchor(x, width) }, times.tick(at)),
      );
    }
    for (const { from, to, label } of data.thirdParties) {
      const [left, right] = [Math.max(scale.x(from), scale.left), Math.min(scale.x(to), scale.right)];
      if (right < left) continue;
      const { top, height } = THIRD_PARTIES;
      const box = svg('rect', {
        class: 'third-party',
        x: left,
        width: Math.max(3, right - left),
        y: top,
        height,
        rx: 2,
      });
      box.append(svg('title', {}, label));
      parts.push(box);
    }
    for (const { at, label } of data.deploys) {
      if (at < scale.span.from || at > scale.span.to) continue;
      const x = scale.x(at);
      const deploy = svg('path', { class: 'deploy', d: `M${x},${DEPLOYS - 8}v18M${x},${DEPLOYS - 8}h7l-7,7Z` });
      deploy.append(svg('title', {}, `${label}, ${times.full(at)}`));
      parts.push(deploy);
    }
    if (data.to <= scale.span.to) {
      const x = scale.x(data.to);
      parts.push(svg('line', { class: 'now', x1: x, x2: x, y1: PLOT.top - 8, y2: AXIS }));
      // The grip of the start line may hang there.
      const isCovered = data.startedAt !== null && Math.abs(scale.x(data.startedAt) - x) < 40;
      const left = isCovered ? Math.min(x, scale.x(data.startedAt)) - 14 : x - 3;
      parts.push(svg('text', { class: 'now-label', x: left, y: PLOT.top - 14, 'text-anchor': 'end' }, words.now));
    }
    if (data.startedAt !== null) {
      parts.push(svg('text', { class: 'up-label', x: scale.left, y: PLOT.top - 14 }, `↑ ${words.moreSuspect}`));
    }
    this.scene.replaceChildren(...parts);
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
      svg('line', { x1: x, x2: x, y1: PLOT.top - 8, y2: AXIS }),
      svg('circle', { cx: x, cy: y, r: radius + (change.verdict === 'suspect' ? 7 : 4) }),
    );
  }

  private drawLegend(data: PanelData): void {
    const { words } = this.wording;
    const has = (test: (change: PanelData['changes'][number]) => boolean) => data.changes.some(test);
    const entries: [sign: string, words: string, there: boolean][] = [
      ['●', words.legendCommit, has(({ shape }) => shape !== 'recorded')],
      ['◆', words.legendRecorded, has(({ shape }) => shape === 'recorded')],
      ['◎', words.legendSuspect, has(({ verdict }) => verdict === 'suspect')],
      ['⊗', words.legendRuledOut, has(({ verdict }) => verdict === 'ruledOut')],
      ['⚑', words.legendDeploy, data.deploys.length > 0],
      ['▬', words.legendThirdParty, data.thirdParties.length > 0],
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
    const isWhole = this.view !== undefined && span.to - span.from >= this.view.data.to - this.view.data.from;
    this.actions.zoom(isWhole ? null : span);
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
    this.readout.textContent = this.tried ?? text;
  }

  private point(event: MouseEvent): { x: number; y: number } {
    const { left, top } = this.canvas.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }
}

/** So that the first and the last label stay on the picture. */
function anchor(x: number, width: number): string {
  return x < 30 ? 'start' : x > width - 30 ? 'end' : 'middle';
}
