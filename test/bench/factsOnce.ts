// Reads the facts of a window once. Prints as JSON how many changes it has and the peaks of memory in megabytes: of the
// whole process, and of the heap. Arguments: repository, from and to (milliseconds).
import { repositoryFacts } from '../../src/adapters/git/repositoryFacts';

const [root = '', from, to] = process.argv.slice(2);
const MB = 2 ** 20;

async function main(): Promise<void> {
  let heap = 0;
  const sample = setInterval(() => (heap = Math.max(heap, process.memoryUsage().heapUsed)), 1);
  const { signal } = new AbortController();
  const { changes } = await repositoryFacts(root, { deployTags: [], from: Number(from), to: Number(to), signal });
  clearInterval(sample);
  heap = Math.max(heap, process.memoryUsage().heapUsed);
  console.log(JSON.stringify({ changes: changes.length, rss: process.resourceUsage().maxRSS / 1024, heap: heap / MB }));
}

void main();
