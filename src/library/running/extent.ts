/** How much of a run its result tells. */
import type { Extent } from '../../result/cell.ts'
import type { Following } from '../terms/measured.ts'

export const extentOf = ({ outcomes = false }: Pick<Following, 'outcomes'>): Extent =>
  outcomes ? 'outcomes' : 'sums'
