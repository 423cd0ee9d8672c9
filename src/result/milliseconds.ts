/** Whole microseconds as milliseconds: the nearest double, which prints with three decimals. */
export const ms = (microseconds: number): number => microseconds / 1000
