import * as vscode from 'vscode';
import { plainText } from '../../reports/plain';

/** A terminal that shows what checks print, and stays when they have ended. Closing it ends what runs. */
export class CheckTerminal implements vscode.Pseudoterminal {
  private readonly written = new vscode.EventEmitter<string>();
  readonly onDidWrite = this.written.event;
  /** What was printed before the terminal was there. */
  private waiting: string[] | undefined = [];
  private readonly closing = new AbortController();
  /** Ends when the terminal is closed, or `stop` is called. */
  readonly signal = this.closing.signal;

  private constructor() {
    // Made by `show` alone.
  }

  /** Opens one beside what a person is at, without taking the focus. */
  static show(name: string): CheckTerminal {
    const pty = new CheckTerminal();
    const terminal = vscode.window.createTerminal({ name, pty, iconPath: new vscode.ThemeIcon('beaker') });
    terminal.show(true);
    return pty;
  }

  open(): void {
    for (const text of this.waiting ?? []) this.written.fire(text);
    this.waiting = undefined;
  }

  close(): void {
    this.stop();
  }

  /** Ends what runs; what was printed stays. */
  stop(): void {
    this.closing.abort();
  }

  /** What a program printed, colours among it. */
  write(text: string): void {
    const lines = text.replaceAll(/\r?\n/g, '\r\n');
    if (this.waiting === undefined) this.written.fire(lines);
    else this.waiting.push(lines);
  }

  /** A line of ours, in bold; text of others in it is plain. */
  say(line: string): void {
    this.write(`\u001b[1m${plainText(line).replaceAll('\n', ' ')}\u001b[0m\n`);
  }
}
