/**
 * A link as data: the impairments of each direction, in the order in which a packet meets them.
 *
 * Every value is resolved (one number, in base units). A profile whose round-trip time or rate
 * is a distribution over users is resolved once per trial, before the link is built.
 */
import type { Impairment } from './impairments.ts'
import type { SharedStage } from './shared-stage.ts'

/** Each direction's row; a profile's is data through and through, a world's may share stages. */
export interface LinkSettings<Entry = Impairment | SharedStage> {
  readonly up: readonly Entry[]
  readonly down: readonly Entry[]
}
