/** The embedded server, as every server that is shipped, told anything by a client. */

import { type Attack, attack, PIECES } from '../../server/attack.ts'
import { BEHAVIOURS } from '../../server/behaviours.ts'
import { newServer } from '../../server/connected.ts'
import { oneOf, several } from '../draw.ts'
import type { Target } from '../target.ts'

const SERVERS = BEHAVIOURS.map(({ name, settings }) => ({ name, server: newServer(settings) }))

export const SERVER: Target = {
  name: 'server',
  share: 40,
  fuzz(random) {
    const { name, server } = oneOf(random, SERVERS)
    const input: Attack = {
      pieces: several(random, 1, 12, () => oneOf(random, PIECES)),
      mutations: several(random, 0, 3, () => ({
        at: random.below(1 << 16),
        octet: random.below(256),
      })),
      cuts: several(random, 1, 4, () => 1 + random.below(400)),
      mode: oneOf(random, ['starttls', 'direct']),
      early: random.chance(0.5),
    }
    return { input: { server: name, ...input }, run: () => attack(server.fork(), input) }
  },
}
