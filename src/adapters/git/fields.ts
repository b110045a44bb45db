/** Of a longer field, the rest is left out: no message or path needs more, and what has no end must not fill the memory. Bytes. */
const MOST_FIELD = 1024 * 1024;

/** The fields of a NUL-separated stream, a batch for each chunk. */
export async function* nulFields(chunks: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
  let rest: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    const fields: string[] = [];
    let from = 0;
    for (let nul = chunk.indexOf(0); nul >= 0; nul = chunk.indexOf(0, from)) {
      rest.push(chunk.subarray(from, nul));
      fields.push(
        (rest.length === 1 ? (rest[0] ?? Buffer.alloc(0)) : Buffer.concat(rest)).toString('utf8', 0, MOST_FIELD),
      );
      rest = [];
      size = 0;
      from = nul + 1;
    }
    if (from < chunk.length && size < MOST_FIELD) {
      rest.push(chunk.subarray(from));
      size += chunk.length - from;
    }
    if (fields.length > 0) yield fields;
  }
  const last = Buffer.concat(rest).toString('utf8', 0, MOST_FIELD);
  if (last.length > 0) yield [last];
}

/** The records of a NUL-separated stream in which each has so many fields, one at a time. */
export async function* nulRecords(chunks: AsyncIterable<Buffer>, length: number): AsyncGenerator<string[]> {
  let record: string[] = [];
  for await (const fields of nulFields(chunks)) {
    for (const field of fields) {
      record.push(field);
      if (record.length < length) continue;
      yield record;
      record = [];
    }
  }
}
