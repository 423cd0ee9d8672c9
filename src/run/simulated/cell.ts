/**
 * One cell, ready to run: a strategy on a profile against a server, with everything resolved
 * that does not differ from trial to trial.
 */

import type { Policy } from '../../policy/policy.ts'
import type { TrialLink } from '../../profiles/draw.ts'
import type { ResolvedProfile } from '../../profiles/resolve.ts'
import type { Random } from '../../random.ts'
import type { Scenario } from '../../scenario/scenario.ts'
import type { Strategy } from '../../strategies/strategy.ts'
import type { Failure } from '../../transport.ts'
import type { Account } from '../../xmpp/account.ts'
import type { Conditions } from './conditions.ts'
import type { Earlier } from './earlier.ts'

export interface Cell {
  readonly strategy: Strategy
  readonly profile: ResolvedProfile
  /** Draws the link of a trial. */
  readonly drawLink: (random: Random) => TrialLink
  readonly conditions: Conditions
  readonly account: Account
  /** What the earlier session left behind at both ends, or why it could not be run. */
  readonly earlier: Earlier | Failure
  /**
   * Forked by profile and not by strategy: trials with the same index meet the same link
   * whatever the strategy (common random numbers), so that differences are not noise.
   */
  readonly random: Random
  /** What happens to the client, and what it does about it; undefined: nothing happens. */
  readonly course: CellCourse | undefined
}

export interface CellCourse {
  readonly scenario: Scenario
  readonly policy: Policy
  /** Draws the link of a trial in the network that the scenario calls so. */
  readonly drawLink: (profile: string, random: Random) => TrialLink
}
