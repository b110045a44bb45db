// A writing session to be killed: appends events to an incident's record as fast as it can, and says on standard output
// which ones were confirmed. Arguments: the record folder, the incident.
import { writeSync } from 'node:fs';
import { iso } from '../../src/domain/time';
import { RecordFolder } from '../../src/record/folder';

/** Makes the lines longer than a disk block now and then, so that some are torn in the middle. */
const LENGTHS = [10, 400, 5000, 40, 20_000];

async function main(root: string, incident: string): Promise<never> {
  const record = new RecordFolder(root);
  for (let count = 0; ; count++) {
    const text = `note ${count} `.padEnd(LENGTHS[count % LENGTHS.length] ?? 0, 'x');
    const { events } = await record.append(incident, (placement) => ({
      v: 1,
      ...placement,
      recordedAt: iso(Date.now()),
      author: { name: 'Ada' },
      type: 'note.added',
      data: { text },
    }));
    // At once and whole: what has been written to a pipe outlives the process.
    writeSync(1, `${events.at(-1)?.id}\n`);
  }
}

void main(process.argv[2] ?? '', process.argv[3] ?? '');
