/**
 * What the hosts of the measurements add to the protocol: the time between a packet's arrival
 * and the kernel's reaction, and between the kernel's and the application's.
 *
 * Measured on the lossless logs in test/truth (Linux 6.18, the relay and both namespaces on one
 * machine): the time from the arrival of a packet to the kernel's own answer to it (SYN-ACK,
 * third ACK, quick ACK), and from that answer to the application's write. Quantiles, in
 * microseconds; the last points are the machine's scheduling hiccups. It is no part of TCP, and
 * simulations of strategies do without it.
 */
import type { Random } from '../../src/random.ts'
import { type Duration, microseconds } from '../../src/units.ts'

type Quantiles = readonly (readonly [quantile: number, microseconds: number])[]

const KERNEL: Quantiles = [
  [0, 10],
  [0.05, 25],
  [0.25, 45],
  [0.5, 56],
  [0.75, 72],
  [0.9, 88],
  [0.95, 100],
  [0.99, 135],
  [0.996, 400],
  [1, 4000],
]

const APPLICATION: Quantiles = [
  [0, 1],
  [0.05, 15],
  [0.25, 45],
  [0.5, 63],
  [0.75, 80],
  [0.9, 106],
  [0.95, 124],
  [0.99, 170],
  [0.998, 450],
  [1, 2000],
]

export interface Host {
  kernel(): Duration
  application(): Duration
}

const draw = (quantiles: Quantiles, random: Random): Duration => {
  const at = random.unit()
  for (let i = 1; i < quantiles.length; i += 1) {
    const [right, high] = quantiles[i] ?? [1, 0]
    if (at > right) continue
    const [left, low] = quantiles[i - 1] ?? [0, 0]
    return microseconds(low + ((high - low) * (at - left)) / (right - left))
  }
  return microseconds(0)
}

export const measuredHost = (random: Random): Host => ({
  kernel: () => draw(KERNEL, random),
  application: () => draw(APPLICATION, random),
})

/** A host that takes no time. */
export const idealHost: Host = {
  kernel: () => microseconds(0),
  application: () => microseconds(0),
}
