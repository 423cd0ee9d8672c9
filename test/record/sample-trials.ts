/** Trials to fold, made by hand or from a number. */
import type { TrialRecord } from '../../src/record/trial-record.ts'
import { LAYERS, type Layer } from '../../src/transport.ts'

export const waitsOf = (counts: Partial<Record<Layer, number>>): readonly number[] =>
  LAYERS.map((layer) => counts[layer] ?? 0)

export const readyTrial = (readyUs: number, bytesUp: number): TrialRecord => ({
  outcome: { kind: 'ready' },
  lastedUs: readyUs,
  milestonesUs: { connected: 60_000, secured: 120_000, authenticated: readyUs, ready: readyUs },
  waits: waitsOf({ tcp: 1, tls: 1, auth: 1 }),
  figures: {
    bytes: { up: bytesUp, down: 3000 },
    linkBytes: { up: 2 * bytesUp, down: 6000 },
    packets: { up: 5, down: 4, retransmitted: 1 },
    waitsBehind: { service: 0, backend: 0 },
  },
})

/** Connected after 60 ms, then nothing for a minute. */
export const TIMED_OUT: TrialRecord = {
  outcome: { kind: 'failed', code: 'timeout' },
  lastedUs: 60_000_000,
  milestonesUs: { connected: 60_000 },
  waits: waitsOf({ tcp: 1 }),
  figures: {
    bytes: { up: 9000, down: 60 },
    linkBytes: { up: 18_000, down: 120 },
    packets: { up: 9, down: 1, retransmitted: 8 },
    waitsBehind: { service: 0, backend: 0 },
  },
}
