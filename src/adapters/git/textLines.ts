const MAX_LINE_BYTES = 4_096;

/** Lines as text, long ones cut, in batches. */
export async function* textLines(chunks: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<string[]> {
  let rest = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const lines: string[] = [];
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      const piece = chunk.subarray(from, end);
      const line = rest.length > 0 ? Buffer.concat([rest, piece]) : piece;
      lines.push(line.subarray(0, MAX_LINE_BYTES).toString('utf8'));
      rest = Buffer.alloc(0);
      from = end + 1;
    }
    if (rest.length < MAX_LINE_BYTES) rest = Buffer.concat([rest, chunk.subarray(from)]);
    yield lines;
  }
  if (rest.length > 0) yield [rest.toString('utf8')];
}
