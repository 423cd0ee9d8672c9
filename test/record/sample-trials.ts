/** Trials to fold, made by hand or from a number. */
import type { TrialRecord } from '../../src/record/trial-recorder.ts'
import { LAYERS, type Layer } from '../../src/transport.ts'

export const waitsOf = (counts: Partial<Record<Layer, number>>): readonly number[] =>
  LAYERS.map((layer) => counts[layer] ?? 0)

export const readyTrial = (readyUs: number, bytesUp: number): TrialRecord => ({
  outcome: { kind: 'ready' },
  lastedUs: readyUs,
  milestonesUs: { connected: 60_000, secured: 120_000, authenticated: readyUs, ready: readyUs },
  waits: waitsOf({ tcp: 1, tls: 1, auth: 1 }),
  traffic: {
    up: { packets: 5, bytes: bytesUp, linkBytes: 2 * bytesUp, retransmitted: 1 },
    down: { packets: 4, bytes: 3000, linkBytes: 6000, retransmitted: 0 },
  },
})

/** Connected after 60 ms, then nothing for a minute. */
export const TIMED_OUT: TrialRecord = {
  outcome: { kind: 'failed', code: 'timeout' },
  lastedUs: 60_000_000,
  milestonesUs: { connected: 60_000 },
  waits: waitsOf({ tcp: 1 }),
  traffic: {
    up: { packets: 9, bytes: 9000, linkBytes: 18000, retransmitted: 8 },
    down: { packets: 1, bytes: 60, linkBytes: 120, retransmitted: 0 },
  },
}
