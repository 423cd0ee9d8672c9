/** Adds up the figures of many trials: exact integers, one for each part, in a typed array. */
import { exactSum } from './exact-mean.ts'
import { FIGURE_PART_COUNT, type Figures, figuresOf, numbersOf } from './figure.ts'

export class FigureSums {
  readonly #sums = new Float64Array(FIGURE_PART_COUNT)

  add(figures: Figures): void {
    this.merge(numbersOf(figures))
  }

  /** Adds what another has summed up, as {@link FigureSums.toSnapshot} gives it. */
  merge(sums: ArrayLike<number>): void {
    for (let index = 0; index < FIGURE_PART_COUNT; index += 1) {
      this.#sums[index] = exactSum(this.#sums[index] ?? 0, sums[index] ?? 0)
    }
  }

  toFigures(): Figures {
    return figuresOf(this.#sums)
  }

  /** Part by part, in the order of the table of figures. */
  toSnapshot(): Float64Array {
    return this.#sums.slice()
  }
}
