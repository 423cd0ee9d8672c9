/** What an analysis of a capture is told. */

export interface AnalyzeWords {
  /** The path of a capture: pcapng or pcap. */
  readonly capture: string
  /** The path of a TLS key log, beside those in the capture itself. */
  readonly keylog?: string | undefined
  /** Ports of servers that carry XMPP, whatever is said there; usually 5222 and 5223. */
  readonly ports?: readonly number[] | undefined
}

/** RFC 6120 §14.7, and what XEP-0368 deployments use. */
export const XMPP_PORTS: readonly number[] = [5222, 5223]
