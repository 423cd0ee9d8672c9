/** An episode with the names of the clients whose back-off its attempts look like. */
import { lookingLike, type Retry } from '../../policy/likeness.ts'
import type { Policy } from '../../policy/policy.ts'
import { milliseconds } from '../../units.ts'
import type { LikenedEpisode, VisitAttempt, VisitEpisode } from '../../watch/visit-episode.ts'

export const likened = (episode: VisitEpisode, policies: readonly Policy[]): LikenedEpisode => ({
  ...episode,
  looksLike: lookingLike(policies, inTurn(episode.attempts).map(retryOf)),
})

/** Those that waited for the one before: the others were not put off. */
const inTurn = (attempts: readonly VisitAttempt[]): readonly VisitAttempt[] =>
  attempts.filter(({ isBeside }) => !isBeside)

const retryOf = (
  { beganMs, afterMs }: VisitAttempt,
  at: number,
  attempts: readonly VisitAttempt[],
): Retry => {
  const before = attempts[at - 1]
  return {
    afterEnd: milliseconds(afterMs),
    afterBeginning: before && milliseconds(beganMs - before.beganMs),
  }
}
