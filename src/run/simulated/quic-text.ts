/** A QUIC datagram in a few words: its packets, each with its frames, by their names in RFC 9000. */
import type { Datagram, Frame, QuicPacket } from '../../quic/packet.ts'

export function quicText(datagram: Datagram): string {
  switch (datagram.kind) {
    case 'packets':
      return datagram.packets.map(packetText).join(' · ')
    case 'retry':
      return 'Retry'
    case 'stateless-reset':
      return 'Stateless Reset'
  }
}

const TYPES: Readonly<Record<QuicPacket['type'], string>> = {
  initial: 'Initial',
  '0-rtt': '0-RTT',
  handshake: 'Handshake',
  '1-rtt': '1-RTT',
}

const packetText = ({ type, number, frames }: QuicPacket): string =>
  `${TYPES[type]} ${number}: ${frames.map(frameText).join(', ')}`

function frameText(frame: Frame): string {
  switch (frame.kind) {
    case 'ack':
      return `ACK ${frame.ranges.map(({ from, to }) => (from === to ? to : `${to}–${from}`)).join(' ')}`
    case 'crypto':
      return `CRYPTO ${positions(frame)}`
    case 'stream':
      return `STREAM ${positions(frame)}${frame.fin ? ' FIN' : ''}`
    case 'path-challenge':
    case 'path-response':
    case 'handshake-done':
    case 'new-connection-id':
    case 'connection-close':
    case 'ping':
      return frame.kind.toUpperCase().replaceAll('-', '_')
  }
}

const positions = ({ offset, length }: { readonly offset: number; readonly length: number }) =>
  `${offset}–${offset + length}`
