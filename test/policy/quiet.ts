/** A client that never asks whether the server is there, and is told nothing. */
import type { Notice } from '../../src/policy/policy.ts'

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
