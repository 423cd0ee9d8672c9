/**
 * What is known of messages at a real server, by whoever sits on both sides of it: which it has been
 * given for the client and the client has not had, and which of the client's have come to the peer.
 *
 * What a server holds cannot be seen. What it was given it is taken to hold until the peer is told
 * that it could not be delivered, or until a client that was to have it was waited for in vain.
 */
export class Mail {
  /** Of the peer, by id: given to the server, and not yet with the client. */
  readonly #down = new Set<string>()
  /** Of the client, by id: said on some connection, and not yet with the peer. */
  readonly #up = new Set<string>()

  /** The server has it from the peer. */
  given(id: string): void {
    this.#down.add(id)
  }

  /** The client has it, or the peer was told that it never will. */
  done(id: string): void {
    this.#down.delete(id)
  }

  said(id: string): void {
    this.#up.add(id)
  }

  /** The peer has it. */
  arrived(id: string): void {
    this.#up.delete(id)
  }

  /** Given for the client, but for what has been seen. */
  owes(seen: ReadonlySet<string>): boolean {
    for (const id of this.#down) if (!seen.has(id)) return true
    return false
  }

  /** Whether one of these is still to come to the peer. */
  isOnItsWay(ids: ReadonlySet<string>): boolean {
    for (const id of ids) if (this.#up.has(id)) return true
    return false
  }

  holds(id: string): boolean {
    return this.#down.has(id)
  }

  /** Nothing comes of what should have come by now. */
  giveUp(said: ReadonlySet<string>, seen: ReadonlySet<string>): void {
    for (const id of said) this.#up.delete(id)
    for (const id of [...this.#down]) if (!seen.has(id)) this.#down.delete(id)
  }
}
