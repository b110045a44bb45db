/** ln(1 + x) of each; most are 0. */
export function log1pOf(values: Float64Array): Float64Array {
  const found = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    if (value !== 0) found[i] = Math.log1p(value);
  }
  return found;
}
