import { setImmediate as pause } from 'node:timers/promises';
import { ownFindings, withOthers } from '../secrets/find';
import { masked, type Finding, type SecretKind } from '../secrets/kinds';
import { withinTime } from './patience';

/** What becomes of what looks like a secret: it is masked, somebody is asked, or it is recorded as it was typed. */
export const SECRET_MODES = ['mask', 'ask', 'keep'] as const;
export type SecretMode = (typeof SECRET_MODES)[number];

export interface SecretPorts {
  readonly mode: () => SecretMode;
  /** Asks whether these are to be masked. Escape, and no answer in time, mask. */
  readonly ask: (kinds: readonly SecretKind[]) => Promise<'mask' | 'keep'>;
  /** An entry was checked by the built-in rules alone: the others failed, or took too long. */
  readonly onPartlyChecked: () => void;
  readonly report: (error: unknown) => void;
}

/** Replaces every text within some data; what was not checked stays. */
export type Masks = <T>(data: T) => T;

/** The longest that an entry waits for the rules of others. Milliseconds. */
const PATIENCE = 700;
/** The longest that it waits for an answer. Milliseconds. */
const ANSWER_PATIENCE = 60_000;
/** Names of other entries, of commits and of items: what a text of these would be masked for is not known by them. */
const REFERENCES = new Set(['entry', 'action', 'hypothesis', 'evidence', 'item', 'followUp', 'commit', 'stage']);

/**
 * Finds secrets in what is to be recorded, and masks them. Never keeps an entry from being recorded: where the rules of others
 * fail or take too long, the built-in ones decide.
 */
export class SecretKeeper {
  /** Texts that somebody wants recorded as they were typed, each for one entry. */
  private readonly kept = new Set<string>();

  constructor(
    private readonly ports: SecretPorts,
    /** The rules of others, loaded when the first text is checked. */
    private readonly load = () => import('../secrets/preset'),
  ) {}

  /** The kinds of secrets in a text, each once. Never rejects. */
  async kindsIn(text: string): Promise<readonly SecretKind[]> {
    if (this.ports.mode() === 'keep') return [];
    return kindsOf((await this.search([text])).get(text) ?? []);
  }

  /** What is in this text is recorded as it is, in the next entry that has it. */
  keepAsTyped(text: string): void {
    this.kept.add(text);
  }

  /** As if `keepAsTyped` had not been called. */
  maskAgain(text: string): void {
    this.kept.delete(text);
  }

  /** What is to be put in place of the texts of an entry. Never rejects. */
  async masksFor(data: unknown): Promise<Masks> {
    const mode = this.ports.mode();
    if (mode === 'keep') return (same) => same;
    const found = await this.search(textsIn(data));
    const used = new Set<string>();
    for (const [text, findings] of found) {
      const isKept = ({ start, end }: Finding) =>
        [...this.kept].some((kept) => kept.includes(text.slice(start, end)) && used.add(kept));
      found.set(
        text,
        findings.filter((finding) => !isKept(finding)),
      );
    }
    for (const kept of used) this.kept.delete(kept);
    const kinds = kindsOf([...found.values()].flat());
    if (kinds.length === 0 || (mode === 'ask' && (await this.answer(kinds)) === 'keep')) return (same) => same;
    const masks = new Map([...found].map(([text, findings]) => [text, masked(text, findings)]));
    return (given) => replaced(given, masks);
  }

  /**
   * The data with what looks like a secret masked, whoever wanted it kept; and what kinds there were. Never rejects.
   * @param isAsked somebody wants this very data checked, whatever the setting is
   */
  async copyOf<T>(data: T, isAsked = false): Promise<{ readonly data: T; readonly kinds: readonly SecretKind[] }> {
    if (this.ports.mode() === 'keep' && !isAsked) return { data, kinds: [] };
    const found = await this.search(textsIn(data));
    const kinds = kindsOf([...found.values()].flat());
    const masks = new Map([...found].map(([text, findings]) => [text, masked(text, findings)]));
    return kinds.length === 0 ? { data, kinds } : { data: replaced(data, masks), kinds };
  }

  private async search(texts: readonly string[]): Promise<Map<string, readonly Finding[]>> {
    const found = new Map(texts.map((text) => [text, ownFindings(text)]));
    try {
      const others = await withinTime(() => this.searchOthers(texts), PATIENCE);
      for (const [text, findings] of others) found.set(text, withOthers(found.get(text) ?? [], findings));
    } catch (error) {
      this.ports.report(error);
      this.ports.onPartlyChecked();
    }
    return found;
  }

  private async searchOthers(texts: readonly string[]): Promise<ReadonlyMap<string, readonly Finding[]>> {
    const { presetFindings } = await this.load();
    const until = performance.now() + PATIENCE;
    const breathe = async () => {
      await pause();
      // Nobody waits for it any more.
      if (performance.now() > until) throw new Error('the check took too long');
    };
    const found = new Map<string, readonly Finding[]>();
    for (const text of texts) found.set(text, await presetFindings(text, breathe));
    return found;
  }

  private answer(kinds: readonly SecretKind[]): Promise<'mask' | 'keep'> {
    return withinTime(() => this.ports.ask(kinds), ANSWER_PATIENCE).catch((error: unknown) => {
      this.ports.report(error);
      return 'mask';
    });
  }
}

function kindsOf(findings: readonly Finding[]): readonly SecretKind[] {
  return [...new Set(findings.map(({ kind }) => kind))];
}

/** All texts within some data, each once. */
function textsIn(data: unknown): readonly string[] {
  const texts = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value === 'string') texts.add(value);
    else if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value)) if (!REFERENCES.has(name)) walk(inner);
    }
  };
  walk(data);
  return [...texts];
}

function replaced<T>(value: T, masks: ReadonlyMap<string, string>): T {
  if (typeof value === 'string') return (masks.get(value) ?? value) as T;
  if (Array.isArray(value)) return value.map((each: unknown) => replaced(each, masks)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, REFERENCES.has(name) ? inner : replaced(inner, masks)]),
  ) as T;
}
