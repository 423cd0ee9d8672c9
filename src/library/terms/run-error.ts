/** Why a run could not be completed, though there was nothing wrong with what it was told. */

/** Stable: programs may tell by it what to do, people read the message. */
export type RunErrorCode =
  /** The session that the strategy needs to return to could not be had. */
  | 'earlier-session-failed'
  /** The server cannot be reached, or does not let the account in. */
  | 'login-failed'
  /** No socket to listen on, or a certificate that cannot be used. */
  | 'cannot-serve'
  /** It was ended before there was anything to tell. */
  | 'interrupted'
  /** A trial came to something else over a recording than in full: a bug. */
  | 'replay-difference'

export class RunError extends Error {
  override readonly name = 'RunError'
  readonly code: RunErrorCode

  constructor(code: RunErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
