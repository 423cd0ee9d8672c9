/** How long storms take, whether that grows with their clients alone, and what memory they need. */
import { runStorm } from '../../src/storm/run.ts'
import { readStorm } from '../../src/words/reading/storm.ts'

/** As people would ask for one, of a server of four cores; policies by path, as there is no data beside. */
const WORDS = {
  within: '10s',
  mix: [
    'legacy-resume-starttls/./profiles/policies/slixmpp.json=70%',
    'fast-resume-direct/./profiles/policies/conversations.json=30%',
  ],
  rtt: '300ms',
  loss: '2%',
  cores: 4,
} as const

export interface StormCost {
  readonly clients: number
  readonly seconds: number
  /** Resident at most, of the process. */
  readonly megabytes: number
}

/** One after the other, ascending. */
export async function* stormCosts(sizes: readonly number[]): AsyncGenerator<StormCost> {
  for (const clients of sizes) {
    const { spec } = readStorm({ ...WORDS, clients })
    const begun = process.cpuUsage()
    const run = await runStorm(spec, {})
    if ('code' in run) throw new Error(run.detail)
    const { user, system } = process.cpuUsage(begun)
    const megabytes = process.resourceUsage().maxRSS / 1000
    yield { clients, seconds: (user + system) / 1e6, megabytes }
  }
}
