/**
 * The exponential distribution with mean 1, exactly and without a logarithm (whose rounding
 * differs from engine to engine): von Neumann's comparison of uniform numbers (1951).
 *
 * Of a falling run that begins with x, the chance that its length is odd is e^−x. A run of odd
 * length gives x; one of even length adds 1 and begins again. 4.3 uniform draws on average.
 */
import type { Random } from '../random.ts'

export function exponential(random: Random): number {
  for (let whole = 0; ; whole += 1) {
    const first = random.unit()
    let isOdd = true
    let last = first
    for (let next = random.unit(); next < last; next = random.unit()) {
      last = next
      isOdd = !isOdd
    }
    if (isOdd) return whole + first
  }
}
