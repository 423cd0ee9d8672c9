/** What advice rests on besides what was said. */

/** What is known of the server besides what it says. */
export interface Premises {
  /** Where direct TLS is offered. */
  readonly directPort: number | undefined
  /** Whether the server's tickets resume. */
  readonly tickets: 'resume' | 'useless'
  /** Whether it is known to offer SASL2 to whoever says who they are, and to nobody else. */
  readonly sasl2: 'with-from' | 'unknown'
  /** Certificates and their proof, in the server's flight: what a resumed handshake does without. */
  readonly certificateOctets: number
}
