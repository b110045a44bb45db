import * as assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Holds a text equal to the whole of a file. With `GOLDEN=write` in the environment the file is written instead: look at
 * the difference before it is kept.
 */
export function assertGolden(path: string, text: string): void {
  if (process.env.GOLDEN === 'write') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return;
  }
  assert.ok(existsSync(path), `There is no ${path}: run the test once with GOLDEN=write, and read what was written.`);
  assert.equal(text, readFileSync(path, 'utf8'));
}
