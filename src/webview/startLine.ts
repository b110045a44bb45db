import type { PanelData, PanelWords } from '../protocol/changesPanel';
import type { Span } from './choices';
import { fill, setAttributes, svg } from './dom';
import type { Scale } from './scale';
import type { Wording } from './view';

const MINUTE = 60_000;
const STEPS = { plain: 1, shift: 10 } as const;

/** Where it is drawn: the line from top to bottom, and under the axis the grip by which it is moved. */
export interface StartLayout {
  readonly top: number;
  readonly bottom: number;
  readonly grip: { readonly top: number; readonly height: number };
}

export interface StartActions {
  readonly propose: (at: number) => void;
  /** A time is being tried out; undefined when it was given up. */
  readonly trying: (sentence: string | undefined, at: number | undefined) => void;
}

/** What a slider stands for. */
export interface SliderKind {
  readonly class: string;
  readonly label: (words: PanelWords) => string;
  readonly help: (words: PanelWords) => string;
  /** Where it stands while nobody moves it; null where there is nothing to move. */
  readonly origin: (data: PanelData) => number | null;
  /** How well that is known. */
  readonly band: (data: PanelData) => Span;
  readonly sentence: (data: PanelData, wording: Wording) => string;
  /** Whether it is a proposal also where it stands. */
  readonly proposes: boolean;
}

/** The start of the incident as it is recorded. */
export const START: SliderKind = {
  class: 'start',
  label: (words) => words.start,
  help: (words) => words.startHelp,
  origin: ({ startedAt }) => startedAt,
  band: ({ startedAt, uncertainty }) => ({
    from: (startedAt ?? 0) - uncertainty,
    to: (startedAt ?? 0) + uncertainty,
  }),
  sentence: ({ startedAt, uncertainty }, { words, times }) =>
    fill(words.startAt, times.full(startedAt ?? 0), Math.round(uncertainty / MINUTE)),
  proposes: false,
};

/** The start that a metric shows. */
export const METRIC_START: SliderKind = {
  class: 'start metric-start',
  label: (words) => words.metricStart,
  help: (words) => words.metricStartHelp,
  origin: ({ metric }) => metric?.onset?.at ?? null,
  band: ({ metric }) => metric?.onset ?? { from: 0, to: 0 },
  sentence: ({ metric }, { words, times }) => {
    const { at = 0, from = 0, to = 0 } = metric?.onset ?? {};
    return fill(words.metricStartAt, times.full(at), times.full(from), times.full(to));
  },
  proposes: true,
};

/**
 * A start of the incident on the axis: a slider that moves by minutes. What it is moved to is a proposal; only the
 * extension, after it has asked, makes it the start.
 */
export class StartLine {
  readonly element: SVGGElement;
  private readonly band = svg('rect', { class: 'uncertainty' });
  private readonly line = svg('line', { class: 'start-line' });
  private readonly proposal = svg('line', { class: 'proposal-line' });
  private readonly handle = svg('path', { class: 'handle', d: 'M0,0l7,6v8h-14v-8Z' });
  private readonly target = svg('rect', { class: 'target' });
  private data: PanelData | undefined;
  private scale: Scale | undefined;
  /** The time that is tried out. */
  private tried: number | undefined;
  private waiting = false;

  constructor(
    private readonly wording: Wording,
    private readonly actions: StartActions,
    { top, bottom, grip }: StartLayout,
    private readonly kind: SliderKind = START,
  ) {
    for (const line of [this.line, this.proposal]) setAttributes(line, { x1: 0, x2: 0, y1: top, y2: bottom });
    setAttributes(this.band, { y: top, height: bottom - top });
    // Only the grip can be taken hold of: the likeliest culprits lie just beside the line.
    setAttributes(this.target, { x: -11, width: 22, y: grip.top, height: grip.height });
    this.element = svg(
      'g',
      {
        class: kind.class,
        role: 'slider',
        tabindex: 0,
        'aria-label': kind.label(wording.words),
        'aria-orientation': 'horizontal',
      },
      this.band,
      this.line,
      this.proposal,
      svg('g', { class: 'grip' }, this.target, this.handle),
    );
    this.handle.setAttribute('transform', `translate(0,${grip.top})`);
    this.element.addEventListener('keydown', (event) => this.onKey(event));
    this.element.addEventListener('pointerdown', (event) => this.onGrab(event));
  }

  update(data: PanelData, scale: Scale): void {
    // A proposal that was accepted stands until the start itself has moved.
    const { origin } = this.kind;
    if (this.data !== undefined && origin(this.data) !== origin(data)) this.giveUp();
    this.data = data;
    this.scale = scale;
    this.draw();
  }

  /** The answer to a proposal. */
  answered(accepted: boolean): void {
    if (!this.waiting) return;
    this.waiting = false;
    if (!accepted || this.kind.proposes) this.giveUp();
  }

  private draw(): void {
    const { data, scale, element, kind } = this;
    const start = this.origin;
    element.toggleAttribute('hidden', start === null);
    if (data === undefined || scale === undefined || start === null) return;
    const { words, times } = this.wording;
    const band = kind.band(data);
    const tried = this.tried ?? start;
    const [left, right] = [scale.x(band.from), scale.x(band.to)];
    const [from, to] = [Math.max(left, scale.left), Math.min(right, scale.right)];
    setAttributes(this.band, { x: from, width: Math.max(0, to - from) });
    place(this.line, scale, start);
    place(this.proposal, scale, tried);
    this.proposal.toggleAttribute('hidden', this.tried === undefined);
    place(this.target.parentElement as unknown as SVGElement, scale, tried);
    const distance = Math.round((tried - start) / MINUTE);
    const sentence =
      distance === 0
        ? kind.sentence(data, this.wording)
        : fill(
            words.startProposed,
            times.full(tried),
            fill(distance < 0 ? words.startEarlier : words.startLater, Math.abs(distance)),
          );
    setAttributes(element, {
      'aria-valuemin': Math.round((data.from - start) / MINUTE),
      'aria-valuemax': Math.round((data.to - start) / MINUTE),
      'aria-valuenow': distance,
      'aria-valuetext': distance === 0 ? `${sentence}. ${kind.help(words)}` : sentence,
    });
    this.actions.trying(this.tried === undefined ? undefined : sentence, this.tried);
  }

  private try(at: number): void {
    const { data, origin } = this;
    if (data === undefined || origin === null || this.waiting) return;
    // By whole minutes from the start as it is, so that a step back is a step back; the future is no start.
    const minutes = Math.round((at - origin) / MINUTE);
    const bounded = Math.min(Math.max(origin + minutes * MINUTE, data.from), data.to);
    this.tried = bounded === origin ? undefined : bounded;
    this.draw();
  }

  private giveUp(): void {
    this.tried = undefined;
    this.waiting = false;
    this.draw();
  }

  private propose(): void {
    const at = this.tried ?? (this.kind.proposes ? this.origin : null);
    if (at === null || this.waiting) return;
    this.waiting = true;
    this.actions.propose(at);
  }

  private get origin(): number | null {
    return this.data === undefined ? null : this.kind.origin(this.data);
  }

  private onKey(event: KeyboardEvent): void {
    const start = this.origin;
    if (start === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = (event.shiftKey ? STEPS.shift : STEPS.plain) * MINUTE;
    const current = this.tried ?? start;
    if (event.key === 'ArrowLeft' || event.key === 'ArrowDown') this.try(current - step);
    else if (event.key === 'ArrowRight' || event.key === 'ArrowUp') this.try(current + step);
    else if (event.key === 'Enter') this.propose();
    else if (event.key === 'Escape' && this.tried !== undefined) this.giveUp();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private onGrab(event: PointerEvent): void {
    if (event.button !== 0 || this.waiting) return;
    event.preventDefault();
    event.stopPropagation();
    this.element.focus();
    this.element.setPointerCapture(event.pointerId);
    const begun = event.clientX;
    const from = this.tried ?? this.origin ?? 0;
    const move = ({ clientX }: PointerEvent) => {
      const { scale } = this;
      if (scale !== undefined) this.try(scale.at(scale.x(from) + clientX - begun));
    };
    const ended = new AbortController();
    const { signal } = ended;
    this.element.addEventListener('pointermove', move, { signal });
    const end = (then: () => void) => () => {
      ended.abort();
      then();
    };
    this.element.addEventListener(
      'pointercancel',
      end(() => this.giveUp()),
      { signal },
    );
    this.element.addEventListener(
      'pointerup',
      end(() => this.propose()),
      { signal },
    );
  }
}

function place(element: SVGElement, scale: Scale, at: number): void {
  const { from, to } = scale.span;
  element.setAttribute('transform', `translate(${scale.x(at).toFixed(1)},0)`);
  element.classList.toggle('outside', at < from || at > to);
}
