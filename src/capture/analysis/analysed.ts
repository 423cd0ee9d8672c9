/** What a capture tells of a connection, and of all of them. */
import type { Waits } from '../../transport.ts'
import type { OctetCounts, ServedConnection } from '../../watch/served-connection.ts'

export interface AnalysedConnection {
  /** In the order of their first packets, from 1. */
  readonly number: number
  /** Address and port, as in `192.0.2.1 5222`. */
  readonly client: string
  readonly server: string
  /** Milliseconds from the capture's first packet to this connection's. */
  readonly beganMs: number
  /** The server answered its SYN. */
  readonly established: boolean
  /** It answered by a reset: nobody listened there. */
  readonly refused: boolean
  /** By SNI. Foreign text. */
  readonly serverName: string | undefined
  /**
   * Whether what was said could be read: by name of the step, or only who spoke when; `parts`: of that
   * only what was captured, so that there may have been more waits.
   */
  readonly read: 'all' | 'flights' | 'parts'
  /**
   * Round trips waited for, by layer. Of what could not be read they are under `data`, until the
   * client first paused.
   */
  readonly waits: Waits
  /** Octets of the streams: until ready, where that could be seen, and in all. */
  readonly octets: { readonly untilReady: OctetCounts | undefined; readonly total: OctetCounts }
  /** Octets that the other end has acknowledged and the capture does not have. */
  readonly missing: OctetCounts
  readonly packets: { readonly up: number; readonly down: number }
  /** Segments that were seen to be sent again. */
  readonly retransmitted: { readonly up: number; readonly down: number }
  readonly fastOpen: 'none' | 'requested' | 'refused' | 'carried'
  readonly tls:
    | {
        readonly version: '1.2' | '1.3'
        readonly resumed: boolean
        readonly earlyData: 'none' | 'accepted' | 'rejected'
        /** Not all that it carried could be read with the keys that there are. */
        readonly unopened: boolean
      }
    | undefined
  /** TCP’s handshake, there and back; undefined when it was not seen whole, or repeated. */
  readonly rttMs: number | undefined
  /** Where packets were captured, as far as the handshake tells. */
  readonly capturedAt: 'client' | 'server' | 'between' | undefined
  /** What the client did and could have saved, as far as it was read. */
  readonly session: ServedConnection | undefined
}

/** What of the link shows in a capture. */
export interface SeenLink {
  /** Round-trip times of handshakes, in milliseconds, in ascending order. */
  readonly rttsMs: readonly number[]
  /** Shares of segments that had to be sent again; undefined: none was sent. */
  readonly loss: { readonly up: number | undefined; readonly down: number | undefined }
  /** Bits per second of the narrowest place, where packet trains show it. */
  readonly rate: { readonly up: number | undefined; readonly down: number | undefined }
  readonly connections: number
}

export interface Analysis {
  readonly connections: readonly AnalysedConnection[]
  /** Of TCP, which are no XMPP as far as can be seen, or began before the capture. */
  readonly others: {
    readonly foreign: number
    readonly begunBefore: number
    /** Of sessions of BOSH that began on another connection, by which they are told. */
    readonly ofSessions: number
    readonly tooMany: number
  }
  readonly link: SeenLink
  /** The file ends in the middle of a packet. */
  readonly cutShort: boolean
  /** IP packets of which not all octets are there: of what these carried nothing is known. */
  readonly cutOff: number
  /** Packets that were captured again on another interface: each counts once. */
  readonly copies: number
  /** Packets without a time (Simple Packet Blocks), or of an interface that the file does not describe. */
  readonly skipped: number
  /** LINKTYPE_… of packets that nobody here can read. */
  readonly strangeLinkTypes: readonly number[]
}
