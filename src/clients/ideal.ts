/** A client that takes no time: each thing that is said is a write of its own, at once. */
import { NO_TIME } from '../processing-time.ts'
import { ZERO } from '../units.ts'
import type { ClientModel } from './model.ts'
import { NODE20 } from './node20.ts'

export const IDEAL_CLIENT: ClientModel = {
  ...NODE20,
  name: 'ideal',
  summary: 'takes no time, with Node’s ClientHello; the Finished is a write of its own',
  tls: {
    ...NODE20.tls,
    finished: { kind: 'apart', by: ZERO },
    handshake: { full: NO_TIME, resumed: NO_TIME },
  },
  reaction: NO_TIME,
}
