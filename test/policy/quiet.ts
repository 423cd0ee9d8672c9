/** Clients that are told nothing, and never ask whether the server is there, or do. */
import type { Notice } from '../../src/policy/policy.ts'
import { seconds } from '../../src/units.ts'

const NONE = { kind: 'none' } as const

export const QUIET: Notice = {
  probe: NONE,
  request: NONE,
  whiteSpace: NONE,
  userTimeout: { kind: 'kernel' },
  keepAlive: NONE,
  networkChange: NONE,
  wake: NONE,
  push: NONE,
}

/** Pings after 5 s of silence, and waits 4 s for the answer. */
export const PINGING: Notice = {
  ...QUIET,
  probe: {
    kind: 'ping',
    when: 'silent',
    after: seconds(5),
    timeout: seconds(4),
    misses: 1,
    satisfiedBy: 'answer',
  },
}
