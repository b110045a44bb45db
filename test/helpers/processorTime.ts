/** How long the processor was busy with it, in milliseconds: the same however much else the machine does meanwhile. */
export function processorTime(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  return process.cpuUsage(before).user / 1000;
}
