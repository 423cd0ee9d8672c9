/** One trial of each strategy, all at once: whoever waits in vain does so beside the others. */
import { Random } from '../../src/random.ts'
import { guest } from '../../src/run/live/guest.ts'
import { LiveHost } from '../../src/run/live/host.ts'
import { Lane, type LiveTrial } from '../../src/run/live/lane.ts'
import type { Strategy } from '../../src/strategies/strategy.ts'
import { type Duration, seconds } from '../../src/units.ts'
import { bareLink, type LiveServer, PATIENT, specFor } from '../attach/live-guest-spec.ts'

/**
 * For servers that are known never to answer: plenty for any answer, and on a machine too busy for
 * that the outcome is the same.
 */
export const IMPATIENCE: Duration = seconds(2)

export async function oneTrialEach(
  server: LiveServer,
  strategies: readonly Strategy[],
  patience: Duration,
): Promise<readonly { readonly strategy: Strategy; readonly trial: LiveTrial }[]> {
  const spec = specFor(server, strategies, { limits: { ...PATIENT, patience } })
  const host = new LiveHost(spec)
  try {
    return await Promise.all(
      strategies.map(async (strategy, index) => {
        const lane = new Lane(host, strategy, guest(spec, index))
        const trial = await lane.trial(bareLink('300ms'), Random.seeded(index))
        await lane.tidy()
        return { strategy, trial }
      }),
    )
  } finally {
    host.stop()
  }
}
