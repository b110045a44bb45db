/** One choice: the figures of the alternatives, and which was taken. */
export interface Choice {
  /** Row after row; every row has as many figures as there are weights. */
  readonly rows: Float64Array;
  /** The alternatives' places among the rows; those left out (a revert was never a culprit by construction) do not count. */
  readonly open: readonly number[];
  readonly taken: number;
  readonly weight: number;
}

export interface Fit {
  /** The weights that the fit is drawn to. */
  readonly prior: Float64Array;
  /** How strongly, for figures of spread 1. */
  readonly ridge: number;
  /** Which weights are fitted; the others keep their prior. */
  readonly free: readonly boolean[];
}

/** So strong a pull that a weight stays. */
const FIXED = 1e6;
const STEPS = 30;
const DONE = 1e-6;

/**
 * The weights of a conditional logit (McFadden 1974): the chance of an alternative is exp(weights · figures) as a share of its
 * choice's. Penalised by `ridge` times the squared distance from the prior, of
 * standardised figures; found by Newton's steps.
 * @param start weights to begin with; those of nearly the same choices save most of the steps
 */
export function fitLogit(choices: readonly Choice[], { prior, ridge, free }: Fit, start = prior): Float64Array {
  const width = prior.length;
  const scale = spreads(choices, width);
  const whole = choices.reduce((sum, { weight }) => sum + weight, 0);
  const penalties = scale.map((spread, f) => ((free[f] ?? true) ? ridge : FIXED) * whole * spread ** 2);
  let weights = start.slice();
  let reached = gain(choices, weights, prior, penalties);
  for (let step = 0; step < STEPS; step++) {
    const { gradient, curvature } = slopes(choices, width, weights);
    for (let f = 0; f < width; f++) {
      gradient[f] = (gradient[f] ?? 0) - (penalties[f] ?? 0) * ((weights[f] ?? 0) - (prior[f] ?? 0));
      curvature[f * width + f] = (curvature[f * width + f] ?? 0) + (penalties[f] ?? 0) + 1e-9;
    }
    const move = solve(curvature, gradient);
    const before = reached;
    for (let share = 1; share > 1e-3; share /= 2) {
      const tried = weights.map((weight, f) => weight + share * (move[f] ?? 0));
      const found = gain(choices, tried, prior, penalties);
      if (found <= reached) continue; // Newton's step can go too far
      weights = tried;
      reached = found;
      break;
    }
    if (reached - before < DONE * whole) break;
  }
  return weights;
}

/** The log-likelihood of the choices, less the penalty. */
function gain(choices: readonly Choice[], weights: Float64Array, prior: Float64Array, penalties: Float64Array): number {
  let sum = 0;
  for (const { rows, open, taken, weight } of choices)
    sum += weight * Math.log(chancesOf(rows, open, weights)[open.indexOf(taken)] ?? 0);
  return weights.reduce((total, weight, f) => total - ((penalties[f] ?? 0) * (weight - (prior[f] ?? 0)) ** 2) / 2, sum);
}

export function scoresOf(rows: Float64Array, weights: Float64Array): Float64Array {
  const width = weights.length;
  const scores = new Float64Array(rows.length / width);
  for (let i = 0; i < scores.length; i++) {
    let score = 0;
    for (let f = 0; f < width; f++) score += (weights[f] ?? 0) * (rows[i * width + f] ?? 0);
    scores[i] = score;
  }
  return scores;
}

/** How far each figure spreads within its choices; a figure that never differs counts as one that does a little. */
function spreads(choices: readonly Choice[], width: number): Float64Array {
  const squares = new Float64Array(width);
  let whole = 0;
  for (const { rows, open, weight } of choices) {
    for (let f = 0; f < width; f++) {
      let sum = 0;
      let square = 0;
      for (const i of open) {
        const value = rows[i * width + f] ?? 0;
        sum += value;
        square += value * value;
      }
      const mean = sum / open.length;
      squares[f] = (squares[f] ?? 0) + weight * Math.max(0, square / open.length - mean * mean);
    }
    whole += weight;
  }
  return squares.map((square) => Math.sqrt(square / Math.max(1e-9, whole)) || 1);
}

/** Slope and (negated) curvature of the log-likelihood. */
function slopes(choices: readonly Choice[], width: number, weights: Float64Array) {
  const gradient = new Float64Array(width);
  const curvature = new Float64Array(width * width);
  const mean = new Float64Array(width);
  for (const { rows, open, taken, weight } of choices) {
    const chances = chancesOf(rows, open, weights);
    mean.fill(0);
    open.forEach((i, k) => {
      const chance = chances[k] ?? 0;
      for (let f = 0; f < width; f++) mean[f] = (mean[f] ?? 0) + chance * (rows[i * width + f] ?? 0);
    });
    open.forEach((i, k) =>
      addSquare(curvature, rows.subarray(i * width, (i + 1) * width), mean, weight * (chances[k] ?? 0)),
    );
    for (let f = 0; f < width; f++) {
      gradient[f] = (gradient[f] ?? 0) + weight * ((rows[taken * width + f] ?? 0) - (mean[f] ?? 0));
    }
  }
  for (let f = 0; f < width; f++) {
    for (let g = 0; g < f; g++) curvature[f * width + g] = curvature[g * width + f] ?? 0;
  }
  return { gradient, curvature };
}

function chancesOf(rows: Float64Array, open: readonly number[], weights: Float64Array): Float64Array {
  const width = weights.length;
  const scores = Float64Array.from(open, (i) => {
    let score = 0;
    for (let f = 0; f < width; f++) score += (weights[f] ?? 0) * (rows[i * width + f] ?? 0);
    return score;
  });
  const top = scores.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const powers = scores.map((score) => Math.exp(score - top));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}

function addSquare(into: Float64Array, row: Float64Array, mean: Float64Array, by: number): void {
  if (by < 1e-12) return;
  const width = row.length;
  for (let f = 0; f < width; f++) {
    const left = by * ((row[f] ?? 0) - (mean[f] ?? 0));
    if (left === 0) continue;
    for (let g = f; g < width; g++) {
      into[f * width + g] = (into[f * width + g] ?? 0) + left * ((row[g] ?? 0) - (mean[g] ?? 0));
    }
  }
}

/** Solves a symmetric positive system by Cholesky's factors. */
function solve(matrix: Float64Array, right: Float64Array): Float64Array {
  const n = right.length;
  const factor = new Float64Array(n * n);
  const at = (i: number, j: number) => factor[i * n + j] ?? 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j] ?? 0;
      for (let k = 0; k < j; k++) sum -= at(i, k) * at(j, k);
      factor[i * n + j] = i === j ? Math.sqrt(Math.max(1e-12, sum)) : sum / at(j, j);
    }
  }
  const x = right.slice();
  for (let i = 0; i < n; i++) {
    let sum = x[i] ?? 0;
    for (let k = 0; k < i; k++) sum -= at(i, k) * (x[k] ?? 0);
    x[i] = sum / at(i, i);
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[i] ?? 0;
    for (let k = i + 1; k < n; k++) sum -= at(k, i) * (x[k] ?? 0);
    x[i] = sum / at(i, i);
  }
  return x;
}
