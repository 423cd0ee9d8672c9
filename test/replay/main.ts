/**
 * `npm run replays -- TRIALS [SERVER...]`: so many trials of every strategy with each of its modifiers
 * at every server, on each of the links of the test, both over a recording and in full. Ends with 1 at
 * the first that differs.
 */
import { SERVERS } from '../../src/servers/catalogue.ts'
import { BASES } from '../../src/strategies/bases.ts'
import { catalogue } from '../../src/strategies/registry.ts'
import { someOf } from '../strategies/every-combination.ts'
import { agreementOf, LINKS } from './agreement.ts'

const [trials = '50', ...names] = process.argv.slice(2)
const strategies = new Set([...catalogue(), ...BASES.flatMap(someOf)].map(({ name }) => name))
for (const server of SERVERS) {
  if (names.length > 0 && !names.includes(server.name)) continue
  let replayed = 0
  let left = 0
  const inFull: string[] = []
  for (const strategy of strategies) {
    const agreement = agreementOf(strategy, server, Math.ceil(Number(trials) / LINKS.length))
    if (agreement === undefined) inFull.push(strategy)
    replayed += agreement?.replayed ?? 0
    left += agreement?.left ?? 0
  }
  const recorded = `${strategies.size - inFull.length} of ${strategies.size} strategies`
  console.log(`replays: ${server.name}: ${recorded}: ${replayed} trials the same, ${left} left`)
  if (process.env['XMPP_RTT_NAMES'] !== undefined) console.log(inFull.join('\n'))
}
