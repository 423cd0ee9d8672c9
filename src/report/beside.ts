/** What is known beside a result, and can be shown with it. All of it may be missing. */
import type { Source } from '../json/sources.ts'
import type { Histograms } from '../result/distribution.ts'

export interface Beside {
  /** By tag, as the log of a run has them: without, curves go through the result's percentiles. */
  readonly histograms?: Histograms
  /** By profile; of one that is not here nothing is known but its values. */
  readonly origins?: ReadonlyMap<string, readonly Origin[]>
  readonly courseSources?: CourseSources
}

/** Where the figures of scenarios and policies come from, by name. */
export interface CourseSources {
  readonly scenarios: ReadonlyMap<string, readonly Source[]>
  readonly policies: ReadonlyMap<string, readonly Source[]>
}

/** How a figure of a profile is known. */
export interface Origin {
  /** What it is a figure of: `rtt`, `radio promotion`. */
  readonly name: string
  readonly status: string
  readonly confidence: string
  readonly sources: readonly string[]
  readonly note: string | undefined
}

export const NOTHING_BESIDE: Beside = {}
