/** What a comparison is told: strategies, profiles, trials, and everything around them. */
import type { RunWords } from './settings.ts'

export interface CompareWords extends RunWords {
  /**
   * By name, as paths of `.json` files, or `all`. With none, the link is what `rtt` and the
   * other overrides say, or three mobile links, from a good one down.
   */
  readonly profiles?: readonly string[] | undefined
  /** `BASE+MOD+MOD`, paths of dialogues (`.json`), or `all`: each base with what is useful. */
  readonly strategies?: readonly string[] | undefined
  /** Embedded servers, by name or as paths of `.json` files. */
  readonly servers?: readonly string[] | undefined
  /**
   * What happens to the client, by name or as paths of `.json` files, or `all`. With none, trials are
   * single attempts; else lives, and `timeout` (300 s if not said) counts for an episode, from the
   * return of the network.
   */
  readonly scenarios?: readonly string[] | undefined
  /**
   * Percentiles to be told instead of the usual ones, as in `50,90,99.9`; JSON has them beside those.
   */
  readonly percentiles?: string | undefined
  /** What the client does about it, by name or as paths of `.json` files, or `all`. */
  readonly policies?: readonly string[] | undefined
  /** Instead of those of the scenarios, each way, as in `10/min`. */
  readonly messages?: string | undefined
  /** A message that takes longer to come is late, as in `10s`, instead of what the scenarios say. */
  readonly late?: string | undefined
  /** Of each strategy on each profile, against each server, in each scenario by each policy. */
  readonly trials?: number | 'auto' | undefined
  /**
   * With `trials: 'auto'`, as in `2%`: there are as many trials, 1,000 to 100,000, the same for all
   * cells of a profile, as it takes until the 95 % interval of every percentile that is asked for
   * (of p50, p95 and p99 where none is) ends no farther from it than that. 2 % if not said.
   */
  readonly precision?: string | undefined
}

/** What tells the story when nothing is asked for. */
export const USUAL_PROFILES = ['lte_good', 'umts_driving', 'edge_industry'] as const
export const USUAL_STRATEGIES = [
  'legacy-resume-starttls',
  'legacy-resume-direct',
  'sasl2-resume-direct',
  'sasl2-resume-direct+pipelined',
  'fast-resume-direct',
  'fast-resume-direct+pipelined',
  'fast-resume-direct+pipelined+tfo',
] as const
export const USUAL_TRIALS = 1000
/** As many as it takes. */
export const AUTO = 'auto'
export const USUAL_PRECISION = '2%'
/** Where trials are as many as it takes for these, and none were asked for: those of tables. */
export const USUAL_PERCENTILES = ['p50', 'p95', 'p99'] as const
/** Of an episode. */
export const USUAL_PATIENCE = '300s'
