/** The names by which a result is keyed, so that who reads results needs no other room. */
export { FALLBACK_NAMES, FALLBACKS, type Fallback } from '../record/fallback.ts'
export { FIGURE_NAMES, FIGURES, type FigureName, type FigurePart } from '../record/figure.ts'
export { LOSSES, MANNERS, PARTS, type RecoveryPart } from '../record/life-record.ts'
export { EPISODE_TIMES } from '../record/life-recorder.ts'
export { PERCENTILES, type Percentile } from '../record/percentile.ts'
export {
  type FailureCode,
  isOnEveryWay,
  LAYERS,
  type Layer,
  MILESTONES,
  type Milestone,
} from '../transport.ts'
