/**
 * Secrets as NSS, OpenSSL, Node and Wireshark write them down: a label, the ClientHello's random, the
 * secret, a line each (draft-ietf-tls-keylogfile). Other lines mean nothing.
 */
import { hex } from '../octets/build.ts'

const LINE = /^([A-Z_0-9]{1,40}) ([0-9a-fA-F]{64}) ([0-9a-fA-F]{2,256})$/
/** More connections than anybody looks at. */
const RANDOMS_MAX = 100_000

export class KeyLog {
  readonly #secrets = new Map<string, Map<string, Uint8Array>>()

  /** @returns how many lines were secrets. */
  add(text: string): number {
    let count = 0
    for (const line of text.split('\n')) {
      const [, label, random, secret] = LINE.exec(line.trim()) ?? []
      if (label === undefined || random === undefined || secret === undefined) continue
      count += 1
      this.#add(label, random.toLowerCase(), Buffer.from(secret, 'hex'))
    }
    return count
  }

  secret(label: string, clientRandom: Uint8Array): Uint8Array | undefined {
    return this.#secrets.get(hex(clientRandom))?.get(label)
  }

  #add(label: string, random: string, secret: Uint8Array): void {
    const known = this.#secrets.get(random)
    if (known !== undefined) known.set(label, secret)
    else if (this.#secrets.size < RANDOMS_MAX) this.#secrets.set(random, new Map([[label, secret]]))
  }
}
