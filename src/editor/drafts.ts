import type * as vscode from 'vscode';

const PREFIX = 'draft.';

/** What was typed into a prompt and not yet recorded: offered again the next time, even after a crash of the editor. */
export class Drafts {
  constructor(private readonly memento: vscode.Memento) {}

  get(key: string): string {
    return this.memento.get(PREFIX + key, '');
  }

  keep(key: string, text: string): void {
    if (text === this.get(key)) return;
    void this.memento.update(PREFIX + key, text === '' ? undefined : text);
  }

  /** Forgets the drafts of a command, whose keys all begin with its name: what they held is recorded. */
  clear(command: string): void {
    for (const key of this.memento.keys()) {
      if (key === PREFIX + command || key.startsWith(`${PREFIX}${command}.`)) void this.memento.update(key, undefined);
    }
  }
}
