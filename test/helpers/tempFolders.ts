import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes empty folders that are removed after each test of the suite in which this is called. */
export function tempFolders(): () => Promise<string> {
  const made: string[] = [];
  afterEach('remove the temporary folders', async () => {
    for (const folder of made.splice(0)) await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  return async () => {
    const folder = await mkdtemp(join(tmpdir(), 'incident-test-'));
    made.push(folder);
    return folder;
  };
}
