/**
 * Refuses settings that make no sense. A profile is checked before it gets here, with messages
 * for people; what fails here is a bug in a caller, hence a plain `Error`.
 */
import type { QuantileTable } from '../quantile-table.ts'

const refuse = (kind: string, name: string, expected: string, found: unknown): never => {
  throw new Error(`Expected ${kind}.${name} to be ${expected}, found ${found}`)
}

export const requireProbability = (kind: string, name: string, value: number): void => {
  if (!(value >= 0 && value <= 1)) refuse(kind, name, 'between 0 and 1', value)
}

/** Lengths of time in nanoseconds, sizes in octets, counts of packets. */
export const requireWhole = (kind: string, name: string, value: number): void => {
  if (!Number.isSafeInteger(value) || value < 0) {
    refuse(kind, name, 'a whole number and not negative', value)
  }
}

export const requirePositive = (kind: string, name: string, value: number): void => {
  if (!Number.isSafeInteger(value) || value <= 0) {
    refuse(kind, name, 'a positive whole number', value)
  }
}

export const requireThat = (
  kind: string,
  holds: boolean,
  name: string,
  expected: string,
  found: unknown,
): void => {
  if (!holds) refuse(kind, name, expected, found)
}

export const requireTable = (kind: string, name: string, { points }: QuantileTable): void => {
  requireThat(kind, points.length > 0, name, 'of at least one point', 'none')
  let previous = points[0]
  for (const point of points) {
    const { quantile, value } = point
    const isQuantile = quantile >= 0 && quantile <= 1
    requireThat(kind, isQuantile, 'a quantile of the table', 'between 0 and 1', quantile)
    const isValue = Number.isSafeInteger(value)
    requireThat(kind, isValue, 'a value of the table', 'a whole number', value)
    if (previous !== undefined && previous !== point) {
      const ascends = quantile > previous.quantile && value >= previous.value
      const expected = `above ${previous.quantile} → ${previous.value}`
      const found = `${quantile} → ${value}`
      requireThat(kind, ascends, 'the next point of the table', expected, found)
    }
    previous = point
  }
}
