/** Ports on which real clients come in: opened one by one, closed together. */
import type { Server } from 'node:net'

export class OpenPorts {
  readonly #servers: Server[] = []
  readonly #troubled: () => void

  /** `troubled`: one that is open can take nobody more, out of file descriptors, say. */
  constructor(troubled: () => void) {
    this.#troubled = troubled
  }

  /** The port that is open, where 0 was asked for too; rejects with Node's error. */
  async open(server: Server, host: string, port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, resolve)
    })
    // Whoever is here stays.
    server.on('error', this.#troubled)
    this.#servers.push(server)
    const address = server.address()
    if (address === null || typeof address !== 'object') throw new Error('Expected a port of TCP')
    return address.port
  }

  /** Nobody comes in any more; resolves when all who are here have gone. */
  async close(): Promise<void> {
    await Promise.all(
      this.#servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))),
    )
  }
}
