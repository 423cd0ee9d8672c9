/**
 * What a listener grants to whoever comes: enough for any honest client, too little to exhaust a
 * test server. Nothing here knows what is said; limits of the protocol are the engine's.
 */
import { type Bytes, bytes, type Duration, seconds } from '../../units.ts'

export interface ListeningLimits {
  /**
   * Open at the same time, all ports together. For one more the oldest goes that has not logged
   * in; where all have, it is closed unheard.
   */
  readonly connections: number
  /** From the readiness for TLS to its end. */
  readonly handshake: Duration
  /** Without an octet from the client: longer than any server waits for an answer to its question. */
  readonly idle: Duration
  /** Written and not taken by the client's side; a client that does not read is dropped. */
  readonly unsent: Bytes
  /** Read while the engine is busy with something earlier; beyond it the socket is not read. */
  readonly unheard: Bytes
  /** From our close to the client's; then the socket is destroyed. */
  readonly farewell: Duration
}

export const LISTENING_LIMITS: ListeningLimits = {
  connections: 256,
  handshake: seconds(20),
  idle: seconds(1_800), // Prosody asks after 840 s of silence, and waits as long again
  unsent: bytes(1 << 20),
  unheard: bytes(64 << 10),
  farewell: seconds(5),
}
