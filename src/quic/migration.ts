/**
 * The client's address changes while the connection lives (RFC 9000 §9): it goes on from the new
 * one at once, and the server, too, while it proves that the client is there.
 *
 * Left out: changes before the handshake is confirmed, which §9 forbids a client, retired
 * connection IDs (two octets and a new one each time), and validating the old path as well
 * (§9.3.3).
 */
import { CongestionWindow } from './congestion.ts'
import type { ControlBlock } from './control-block.ts'
import type { Datagram, Frame } from './packet.ts'
import { Path } from './path.ts'
import { RttEstimator } from './rtt-estimator.ts'

/** Client: what it sends from now on comes from another address, and something at once. */
export function move(block: ControlBlock): void {
  if (block.state !== 'confirmed') return
  goTo(block, new Path(block.path.address + 1, 'validated'))
  block.ping = 'wanted'
  block.movedAt = block.spaces.application.nextNumber
}

/** Server: whether the datagram is to be looked at; it may come from another address. */
export function peerMoved(
  block: ControlBlock,
  { packets, path }: Extract<Datagram, { readonly kind: 'packets' }>,
): boolean {
  if (path === block.path.address) return true
  // §9.3: the highest number so far, and not only frames that probe a path.
  const { end } = block.spaces.application.received
  const isNewest = packets.some(
    ({ type, number, frames }) => type === '1-rtt' && number >= end && !frames.every(probesPath),
  )
  if (block.state === 'confirmed' && isNewest) goTo(block, new Path(path, 'unvalidated'))
  return block.state === 'confirmed'
}

/** §9.1. */
const probesPath = ({ kind }: Frame): boolean =>
  kind === 'path-challenge' || kind === 'path-response' || kind === 'new-connection-id'

/** §9.4: nothing that was learned of the old path holds for the new one. */
function goTo(block: ControlBlock, path: Path): void {
  block.path = path
  path.challenge = 'wanted'
  block.rtt = new RttEstimator(block.settings.initialRtt)
  block.congestion = new CongestionWindow(block.settings.datagram)
  block.probeCount = 0
}
