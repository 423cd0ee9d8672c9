/** What a trace is told: one strategy on one profile, and which of its trials. */
import type { RunWords } from './settings.ts'

export interface TraceWords extends RunWords {
  /** `BASE+MOD+MOD`, or the path of a dialogue (`.json`). */
  readonly strategy: string
  /** By name or as the path of a `.json` file; with none, the link of the overrides, or LTE. */
  readonly profile?: string | undefined
  /** The embedded server, by name or as the path of a `.json` file. */
  readonly server?: string | undefined
  /** Which trial of the run with this seed, from 0. */
  readonly trial?: number | undefined
  /** Instead: the one at this percentile of a comparison with this seed, from more than 0 to 100. */
  readonly percentile?: number | undefined
  /** Of how many trials a percentile is taken: those that the comparison runs. */
  readonly trials?: number | undefined
}

/** What the trace of a life is told besides. */
export interface LifeTraceWords extends TraceWords {
  /** What happens to the client, by name or as the path of a `.json` file. */
  readonly scenario: string
  /** What the client does about it, by name or as the path of a `.json` file. */
  readonly policy?: string | undefined
  /** Instead of those of the scenario, each way, as in `10/min`. */
  readonly messages?: string | undefined
  /** A message that takes longer to come is late, as in `10s`, instead of what the scenarios say. */
  readonly late?: string | undefined
}

/** What a capture of a trial shows. */
export interface CaptureWords {
  /** At which end of the link packets are seen. */
  readonly at?: 'client' | 'server' | undefined
  /** TLS as it is, with its keys in the file; or, for reading only, what was said in it. */
  readonly content?: 'encrypted' | 'clear' | undefined
}

export const USUAL_PROFILE = 'lte_good'
