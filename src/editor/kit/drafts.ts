import type * as vscode from 'vscode';

const PREFIX = 'draft.';

/** What was typed into a prompt and not yet recorded: offered again the next time, even after a crash of the editor. */
export class Drafts {
  /** When somebody last typed something that is kept, or was told so by `typed`; undefined if nobody did. */
  lastTyped: number | undefined;

  constructor(
    private readonly memento: vscode.Memento,
    private readonly now: () => number,
  ) {}

  get(key: string): string {
    return this.memento.get(PREFIX + key, '');
  }

  keep(key: string, text: string): void {
    if (text === this.get(key)) return;
    this.typed();
    void this.memento.update(PREFIX + key, text === '' ? undefined : text);
  }

  /** Somebody is typing, whether it is kept here or not. */
  typed(): void {
    this.lastTyped = this.now();
  }

  /** Forgets the drafts of a command, whose keys all begin with its name: what they held is recorded. */
  clear(command: string): void {
    for (const key of this.memento.keys()) {
      if (key === PREFIX + command || key.startsWith(`${PREFIX}${command}.`)) void this.memento.update(key, undefined);
    }
  }
}
