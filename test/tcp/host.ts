/**
 * What a host adds to the protocol: the time between a packet's arrival and the kernel's own
 * reaction to it (an acknowledgement), and between the arrival and what the application does.
 * It is no part of TCP; here it stands for the machine on which the truth was measured.
 */
import type { Random } from '../../src/random.ts'
import { type Duration, microseconds, milliseconds } from '../../src/units.ts'

export interface Host {
  kernel(reactsTo: 'handshake' | 'data'): Duration
  /** From the packet's arrival at the host, not from the kernel's reaction. */
  application(): Duration
}

/** A host that takes no time. */
export const idealHost: Host = {
  kernel: () => milliseconds(0),
  application: () => milliseconds(0),
}

/** A host that always takes the same time: the medians of the measured logs. */
export const steadyHost: Host = {
  kernel: (reactsTo) => microseconds(reactsTo === 'handshake' ? 58 : 40),
  application: () => microseconds(120),
}

/** Observed reaction times, milliseconds. */
export interface HostSamples {
  /** Of the kernel: the median to a SYN or SYN-ACK, and what was seen to data. */
  readonly handshake: number
  readonly data: readonly number[]
  /** Of the application: the median. */
  readonly application: number
}

/** Constant, but for the kernel's reaction to data, which decides whether RACK trusts a sample. */
export const sampledHost = (samples: HostSamples, random: Random): Host => {
  const { data } = samples
  const handshake = milliseconds(samples.handshake)
  const application = milliseconds(samples.application)
  return {
    kernel: (reactsTo) =>
      reactsTo === 'handshake'
        ? handshake
        : milliseconds(Math.max(0, data[random.below(data.length)] ?? 0)),
    application: () => application,
  }
}
