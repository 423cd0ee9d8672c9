/**
 * Drops packets larger than the MTU, silently: the black hole that mobile tunnels and broken
 * firewalls make. Leaves out fragmentation (IPv6 routers never do it, TCP forbids it on IPv4)
 * and the ICMP messages that path MTU discovery hopes for.
 */
import type { Bytes } from '../units.ts'
import { requirePositive } from './requirements.ts'
import type { StageFactory } from './stage.ts'
import { dropBecause } from './stage.ts'

export interface MtuSettings {
  readonly kind: 'mtu'
  readonly mtu: Bytes
}

export const mtuStage: StageFactory<MtuSettings> = ({ mtu }) => {
  requirePositive('mtu', 'mtu', mtu)
  const tooBig = dropBecause('too-big')
  return (packet, now) => (packet.size > mtu ? tooBig : now)
}
