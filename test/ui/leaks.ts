// Looks for a secret in everything that a window and its extension leave on the disk.
import * as assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { EditorWindow } from './harness';

/** The file behind the output channel "Incident". */
const LOG = 'incident-commander.incident-commander/Incident.log';
const OUTBOX = /globalStorage\/incident-commander\.incident-commander\/outbox\/.+/;

export interface Left {
  /** The files in which a secret stands, as it is or encoded. */
  readonly leaks: readonly string[];
  /** What the output channel of the extension says; empty where nothing was logged. */
  readonly log: string;
  /** The files of what waits to be sent, and of what was sent. */
  readonly outbox: readonly string[];
}

/** Reads every file of the editor (settings, logs, storage, caches) and of other folders, whatever it is called. */
export function left(window: EditorWindow, secret: string, ...folders: readonly string[]): Left {
  const files = [window.host.data.dir, ...folders].flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
      entry.isFile() ? [path.join(entry.parentPath, entry.name).replaceAll('\\', '/')] : [],
    ),
  );
  const forms = formsOf(secret);
  const holds = (file: string) => {
    const content = readFileSync(file);
    return forms.some((form) => content.includes(form));
  };
  const log = files.filter((file) => file.endsWith(LOG));
  // What is not looked at cannot be told from what holds nothing.
  for (const place of [
    /\/User\/settings\.json$/,
    /\/remoteexthost\.log$/,
    /\/incident-commander\.incident-commander\/./,
  ]) {
    assert.ok(
      files.some((file) => place.test(file)),
      `nothing like ${place.source} in:\n${files.join('\n')}`,
    );
  }
  return {
    leaks: files.filter(holds),
    log: log.map((file) => readFileSync(file, 'utf8')).join('\n'),
    outbox: files.filter((file) => OUTBOX.test(file)),
  };
}

/** A secret as it may stand in a file: as it is, in an address, in a header, in a state of VS Code. */
function formsOf(secret: string): readonly Buffer[] {
  const bytes = Buffer.from(secret);
  // Of a text that holds it: where it begins decides how it looks.
  const encoded = [0, 1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .slice(4, -4),
  );
  const forms = [secret, encodeURIComponent(secret), bytes.toString('hex'), ...encoded];
  return [...forms.map((form) => Buffer.from(form)), Buffer.from(secret, 'utf16le')];
}
