/** A capture file of simulated connections, made when they are over. */
import { pcapng, type WrittenPacket } from '../file/writer.ts'
import type { CaptureView } from './connection.ts'

export interface CaptureTexts {
  /** What wrote it. */
  readonly application: string
  /** What it is a capture of, a line each. */
  readonly comments: readonly string[]
}

/** A connection, or what stands for it in another time. */
export interface CapturePart {
  /** Lines of a key log. */
  readonly secrets: readonly string[]
  readonly packets: () => readonly WrittenPacket[]
}

export function captureFile(
  { at, content }: CaptureView,
  connections: readonly CapturePart[],
  { application, comments }: CaptureTexts,
): Uint8Array {
  const packets = connections
    .flatMap((connection) => connection.packets())
    .sort((one, other) => one.at - other.at)
  const inside = content === 'clear' ? '; what TLS carried, in the clear' : ''
  return pcapng({
    application,
    comments,
    interface: {
      name: at,
      description: `the ${at}’s end of a simulated link${inside}`,
    },
    secrets: connections.flatMap((connection) => connection.secrets),
    packets,
  })
}
