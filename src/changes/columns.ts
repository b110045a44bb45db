// Figures of many changes, a number each. The loops over them are few and plain: a ranking is mostly the first of its process, in
// which each loop is slow until it has been compiled.

/** ln(1 + x) of each; most are 0. */
export function log1pOf(values: Float64Array): Float64Array {
  const found = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    if (value !== 0) found[i] = Math.log1p(value);
  }
  return found;
}

/** Adds each figure, as often as the weight says, to the sum in its place. */
export function addWeighted(sums: Float64Array, column: Float64Array, weight: number): void {
  for (let n = 0; n < sums.length; n++) sums[n] = (sums[n] ?? 0) + weight * (column[n] ?? 0);
}

/** The sum of all figures; 0 without any. */
export function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let n = 0, { length } = values; n < length; n++) sum += values[n] ?? 0;
  return sum;
}

/** The highest figure; without any, less than every number. */
export function highestOf(values: Float64Array): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let n = 0, { length } = values; n < length; n++) {
    const value = values[n] ?? 0;
    if (value > highest) highest = value;
  }
  return highest;
}

/** The figures as often as the factor says. */
export function scaled(values: Float64Array, by: number): Float64Array {
  const products = new Float64Array(values.length);
  for (let n = 0; n < values.length; n++) products[n] = (values[n] ?? 0) * by;
  return products;
}
