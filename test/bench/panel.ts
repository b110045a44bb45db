import { launchBrowser } from '../../scripts/browser.mjs';
import { ensureChromium } from '../../scripts/chromium.mjs';
import { changesState, manyChanges } from '../helpers/foundChanges';
import { openPanelPage, panelSide, tell } from '../helpers/panelPage';
import { median, milliseconds, timed, type Figure } from './report';

const CHANGES = 5000;
const RUNS = 5;
const START = Date.UTC(2026, 10, 22, 14, 5);
/** What is typed, letter by letter. */
const TYPED = 'cache of the api';

/** The panel with thousands of changes, in a Chromium: until it can be worked with, and how long a letter in the filter takes. */
export async function benchPanel(): Promise<Figure[]> {
  await ensureChromium(() => undefined);
  const side = await panelSide();
  const texts = ['Pulls of cached layers fail with quota errors'];
  const { state } = changesState({
    changes: manyChanges(CHANGES, START),
    startedAt: START,
    now: START + 3_600_000,
    texts,
  });
  const making: number[] = [];
  for (let run = 0; run < RUNS; run++) making.push(await timed(() => side.panelData(state, state.to)));
  const data = side.panelData(state, state.to);
  const browser = await launchBrowser();
  try {
    const interactive: number[] = [];
    const filtering: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const page = await openPanelPage(browser);
      await tell(page, 'init', { words: side.panelWords(), locale: 'en', timeZone: 'UTC', kept: null });
      interactive.push(await page.evaluate(untilInteractive, data));
      filtering.push(...(await page.evaluate(lettersIn, TYPED)));
      await page.close();
    }
    const many = CHANGES.toLocaleString('en');
    return [
      {
        what: `panel with ${many} changes: message to interactive`,
        measured: milliseconds(median(interactive)),
        baseline: `${milliseconds(median(making))} before it, to make the message`,
        ratio: '',
        goal: '< 1000 ms',
      },
      {
        what: `panel with ${many} changes: a letter in the filter`,
        measured: `${milliseconds(median(filtering))}, at worst ${milliseconds(Math.max(...filtering))}`,
        baseline: '',
        ratio: '',
        goal: '< 50 ms',
      },
    ];
  } finally {
    await browser.close();
  }
}

/** In the page: until the list has rows, a key moves the selection, and the picture has been drawn. */
async function untilInteractive(body: unknown): Promise<number> {
  const drawn = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const start = performance.now();
  window.postMessage({ type: 'data', body }, '*');
  while (document.querySelector('.row') === null) await new Promise((resolve) => setTimeout(resolve));
  const list = document.querySelector<HTMLElement>('[role=listbox]');
  list?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Home' }));
  if (document.querySelector('[aria-selected=true]') === null) throw new Error('The list takes no keys.');
  await drawn();
  return performance.now() - start;
}

/** In the page: types a text letter by letter; how long each takes until the list shows what matches, on the screen. */
async function lettersIn(text: string): Promise<number[]> {
  const drawn = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const input = document.querySelector<HTMLInputElement>('#filter-text');
  if (input === null) throw new Error('There is no filter.');
  const taken: number[] = [];
  for (let length = 1; length <= text.length; length++) {
    await drawn();
    const start = performance.now();
    input.value = text.slice(0, length);
    input.dispatchEvent(new Event('input', { bubbles: true }));
    // Forces the layout, so that what is left for the next picture counts too.
    document.querySelector('.row')?.getBoundingClientRect();
    await drawn();
    taken.push(performance.now() - start);
  }
  return taken;
}
