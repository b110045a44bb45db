import * as vscode from 'vscode';
import type { SecretKind } from '../../../secrets/kinds';
import type { Secrets } from '../secrets';

const { t } = vscode.l10n;

/** Says under an input that its text holds a secret, and lets it be kept as typed for one entry. */
export class SecretHint {
  readonly button: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('eye'),
    tooltip: t('Keep as Typed'),
  };
  /** What stands under the input, where there is something to say. */
  sentence: string | undefined;
  private text = '';
  private kinds: readonly SecretKind[] = [];
  private keptText: string | undefined;
  private isOver = false;

  /** @param onChange told when there is something else to say */
  constructor(
    private readonly secrets: Secrets,
    private readonly onChange: () => void,
  ) {}

  /** Whether the text holds a secret that would be masked. */
  get isOffered(): boolean {
    return this.kinds.length > 0 && this.secrets.mode() === 'mask';
  }

  /** Takes up what was typed. */
  look(text: string): void {
    this.text = text;
    if (this.secrets.mode() === 'keep') return;
    void this.check(text).catch(() => undefined);
  }

  /** Keeps the text as typed, or masks it again. */
  async toggle(): Promise<void> {
    const keeper = await this.secrets.keeper();
    const before = this.keptText;
    if (before !== undefined) keeper.maskAgain(before);
    this.keptText = before === undefined ? this.text : undefined;
    if (this.keptText !== undefined) keeper.keepAsTyped(this.keptText);
    await this.check(this.text);
  }

  /** The prompt is closed. Where it was left, nothing stays kept. */
  async end(isAccepted: boolean): Promise<void> {
    this.isOver = true;
    if (this.keptText !== undefined && !isAccepted) (await this.secrets.keeper()).maskAgain(this.keptText);
  }

  private async check(text: string): Promise<void> {
    const keeper = await this.secrets.keeper();
    // Who goes on typing keeps what they have decided.
    if (this.keptText !== undefined && this.keptText !== text) {
      keeper.maskAgain(this.keptText);
      this.keptText = text;
      keeper.keepAsTyped(text);
    }
    const kinds = await keeper.kindsIn(text);
    if (this.isOver || this.text !== text) return;
    this.kinds = kinds;
    const sentence = await this.sentenceFor(kinds);
    if (sentence === this.sentence) return;
    this.sentence = sentence;
    this.onChange();
  }

  private async sentenceFor(kinds: readonly SecretKind[]): Promise<string | undefined> {
    if (kinds.length === 0) return undefined;
    const names = (await import('../secretWords')).secretNames(kinds);
    if (this.keptText !== undefined) return t('Kept as typed, secret included: {0}.', names);
    if (this.secrets.mode() === 'ask')
      return t('Looks like a secret: {0}. You’ll be asked before it’s recorded.', names);
    return t('Looks like a secret: {0}. It will be masked.', names);
  }
}
