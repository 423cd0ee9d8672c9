/** The algorithms of congestion control, by the names that the kernel gives them. */
import type { CongestionControl } from './congestion-control.ts'
import { Cubic } from './cubic.ts'
import { Reno } from './reno.ts'

export const congestionControl = (name: 'cubic' | 'reno'): CongestionControl =>
  name === 'cubic' ? new Cubic() : new Reno()
