import * as vscode from 'vscode';
import { BACK, closeAfterNext, type Answer, type Position } from './steps';

/** A choice, and what choosing it means. */
export interface Choice<T> extends Omit<vscode.QuickPickItem, 'iconPath'> {
  /** Name of a codicon. It is not part of the label, where screen readers would speak it. */
  readonly icon?: string;
  /** Undefined for a row that only says something, such as what is wrong with what was typed. */
  readonly value?: T;
}

export interface PickOptions<T> {
  readonly title: string;
  readonly placeholder: string;
  readonly choices: readonly Choice<T>[];
  /** The choice that Enter takes at once. */
  readonly active?: (value: T) => boolean;
  /** Makes a choice of what is typed; it stands before the others. */
  readonly typed?: (text: string) => Choice<T> | undefined;
  /** The choices for what is typed, in this order, in place of those whose texts match it. */
  readonly search?: (text: string) => readonly Choice<T>[];
  readonly value?: string;
  /** Told of what is typed, to keep it. */
  readonly onType?: (text: string) => void;
  readonly position?: Position;
}

/** A choice as VS Code shows it. */
type Row<T> = vscode.QuickPickItem & { readonly value?: T };

function rowOf<T>({ icon, ...choice }: Choice<T>, alwaysShow = choice.alwaysShow ?? false): Row<T> {
  return { ...choice, alwaysShow, ...(icon !== undefined && { iconPath: new vscode.ThemeIcon(icon) }) };
}

/** Choices that are still being looked up: the prompt is open meanwhile, and takes what is typed. */
export interface PickOneOptions<T> extends Omit<PickOptions<T>, 'choices'> {
  /** A promise must not reject. */
  readonly choices: readonly Choice<T>[] | Promise<readonly Choice<T>[]>;
  /** Gives the choices bit by bit, all of those so far each time; the one in focus keeps it. */
  readonly updates?: (show: (update: PickUpdate<T>) => void) => void;
}

export interface PickUpdate<T> {
  readonly choices?: readonly Choice<T>[];
  readonly placeholder?: string;
  /** Whether more may come. */
  readonly busy: boolean;
}

/** Asks for one of several choices. */
export function pickOne<T>({ choices, updates, ...options }: PickOneOptions<T>): Promise<Answer<T>> {
  const pick = create<T>(options);
  let rows = choices instanceof Promise ? [] : choices.map((choice) => rowOf(choice));
  if (choices instanceof Promise) {
    pick.busy = true;
    void choices.then((found) => {
      rows = found.map((choice) => rowOf(choice));
      pick.busy = false;
      showTyped(pick.value);
    });
  }
  // Enter may come before VS Code has said which of the new rows is active: it is meant for the first of them.
  let first: Row<T> | undefined;
  pick.onDidChangeActive(() => (first = undefined));
  const showTyped = (text: string) => {
    const typed = text.trim() === '' ? undefined : options.typed?.(text);
    const found = text.trim() === '' ? undefined : options.search?.(text).map((choice) => rowOf(choice, true));
    const items = [...(typed === undefined ? [] : [rowOf(typed, true)]), ...(found ?? [])];
    [first] = items;
    pick.items = found === undefined ? [...items, ...rows] : items;
  };
  updates?.(({ choices: found, placeholder, busy }) => {
    pick.busy = busy;
    if (placeholder !== undefined) pick.placeholder = placeholder;
    if (found === undefined) return;
    const focused = pick.activeItems[0]?.label;
    rows = found.map((choice) => rowOf(choice));
    pick.keepScrollPosition = true;
    showTyped(pick.value);
    const again = pick.items.find((row) => row.label === focused);
    if (again !== undefined) pick.activeItems = [again];
  });
  const isActive = ({ value }: Row<T>) => value !== undefined && options.active?.(value) === true;
  return answered(pick, options, showTyped, rows.find(isActive), () => (first ?? pick.activeItems[0])?.value);
}

export interface PickManyOptions<T> extends Omit<PickOptions<T>, 'active'> {
  readonly picked?: (value: T) => boolean;
  /** Told of what is ticked, to keep it. */
  readonly onTick?: (values: readonly T[]) => void;
  /** Enter takes the choice in focus where none is ticked. */
  readonly orFocused?: boolean;
}

/**
 * Asks for any number of choices, none included; what is typed counts as one that is picked. The first choice has the focus,
 * and a space that begins the text ticks the one in focus: the keys go to the input until an arrow is pressed.
 */
export function pickMany<T>(options: PickManyOptions<T>): Promise<Answer<readonly T[]>> {
  const pick = create<T>(options);
  pick.canSelectMany = true;
  // All choices stay in sight while a text of one's own is typed, and ticks survive the change of the rows.
  const rows = options.choices.map((choice) => rowOf(choice, true));
  let ticked: readonly Row<T>[] = rows.filter(({ value }) => value !== undefined && options.picked?.(value));
  let typed: Row<T> | undefined;
  const showTyped = (text: string) => {
    const others = ticked.filter((row) => row !== typed);
    const choice = text.trim() === '' ? undefined : options.typed?.(text);
    typed = choice === undefined ? undefined : rowOf(choice, true);
    ticked = typed === undefined ? others : [typed, ...others];
    pick.items = typed === undefined ? rows : [typed, ...rows];
    pick.selectedItems = ticked;
  };
  const tick = (selection: readonly Row<T>[]) => {
    ticked = selection;
    options.onTick?.(valuesOf(ticked));
  };
  pick.onDidChangeSelection(tick);
  const first = rows.find(({ value }) => value !== undefined);
  // Whatever is typed, and be it a space, VS Code lays the rows out anew, and then none is active.
  let last = first;
  pick.onDidChangeActive(([row]) => (last = row ?? last));
  const toggle = () => {
    const row = last;
    if (row === undefined) return;
    tick(pick.items.filter((each) => ticked.includes(each) !== (each === row)));
    pick.selectedItems = ticked;
  };
  let taken = 0;
  const withoutSpaces = (typed: string): string => {
    const text = typed.trimStart();
    const spaces = typed.length - text.length;
    // Until VS Code has taken a space out of the input, it comes once more with what is typed next; once it has, no more.
    for (let fresh = spaces > taken ? spaces - taken : spaces; fresh > 0; fresh--) toggle();
    if (spaces > 0) pick.value = text;
    else if (taken > 0 && last !== undefined) pick.activeItems = [last];
    taken = spaces;
    return text;
  };
  return answered(pick, { ...options, reading: withoutSpaces }, showTyped, first, () => {
    const taken = ticked.length === 0 && options.orFocused === true ? pick.activeItems : ticked;
    return valuesOf(taken);
  });
}

function valuesOf<T>(rows: readonly Row<T>[]): readonly T[] {
  return rows.flatMap(({ value }) => (value === undefined ? [] : [value]));
}

function create<T>(options: Omit<PickOptions<T>, 'active' | 'choices'>): vscode.QuickPick<Row<T>> {
  const pick = vscode.window.createQuickPick<Row<T>>();
  pick.title = options.title;
  pick.placeholder = options.placeholder;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.ignoreFocusOut = true;
  pick.value = options.value ?? '';
  if (options.position !== undefined) {
    pick.step = options.position.step;
    pick.totalSteps = options.position.total;
    if (options.position.step > 1) pick.buttons = [vscode.QuickInputButtons.Back];
  }
  return pick;
}

function answered<T, A>(
  pick: vscode.QuickPick<Row<T>>,
  options: Omit<PickOptions<T>, 'choices'> & { readonly reading?: (text: string) => string },
  showTyped: (text: string) => void,
  active: Row<T> | undefined,
  read: () => A | undefined,
): Promise<Answer<A>> {
  return new Promise((resolve) => {
    const finish = (answer: Answer<A>) => {
      resolve(answer);
      closeAfterNext(pick);
    };
    showTyped(pick.value);
    if (active !== undefined && pick.value === '') pick.activeItems = [active];
    let shown = pick.value;
    pick.onDidChangeValue((typed) => {
      const text = options.reading?.(typed) ?? typed;
      if (text === shown) return;
      shown = text;
      options.onType?.(text);
      showTyped(text);
    });
    pick.onDidTriggerButton(() => finish(BACK));
    pick.onDidAccept(() => {
      const answer = read();
      if (answer !== undefined) finish(answer);
    });
    pick.onDidHide(() => finish(undefined));
    pick.show();
  });
}
