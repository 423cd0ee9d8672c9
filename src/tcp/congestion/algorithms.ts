/** The algorithms of congestion control, by the names that the kernel gives them. */
import type { Random } from '../../random.ts'
import { Bbr } from './bbr.ts'
import type { CongestionControl } from './congestion-control.ts'
import { Cubic } from './cubic.ts'
import { Reno } from './reno.ts'

const ALGORITHMS = {
  cubic: () => new Cubic(),
  reno: () => new Reno(),
  bbr: (random) => new Bbr(random.fork('bbr')),
} as const satisfies Readonly<Record<string, (random: Random) => CongestionControl>>

export type Congestion = keyof typeof ALGORITHMS

export const CONGESTIONS = Object.keys(ALGORITHMS) as readonly Congestion[]

export const congestionControl = (name: Congestion, random: Random): CongestionControl =>
  ALGORITHMS[name](random)
