/**
 * Opens the records of an overheard connection with the secrets of a key log, in the order in which its
 * client heard and said them (RFC 8446 §7.3, RFC 5246 §6.3).
 */
import type { Direction } from '../../direction.ts'
import { MESSAGE } from './handshake-message.ts'
import type { ReadServerHello } from './hello-reading.ts'
import type { KeyLog } from './key-log.ts'
import { keyBlock12, nextTrafficSecret, trafficKeys } from './key-schedule.ts'
import { CONTENT, type OpenedRecord, Protection } from './record-protection.ts'
import { SUITES, type Suite, suiteOf } from './suite.ts'

const ENDS = { up: 'CLIENT', down: 'SERVER' } as const

export class TlsOpening {
  readonly #keyLog: KeyLog
  readonly #clientRandom: Uint8Array
  readonly #open: Record<Direction, Protection | undefined> = { up: undefined, down: undefined }
  /** Of TLS 1.3, for KeyUpdate. */
  readonly #secrets: Record<Direction, Uint8Array | undefined> = { up: undefined, down: undefined }
  /** Of early data; which suite it is under shows when it is opened. */
  #early: Protection[] = []
  #suite: Suite | undefined
  /** TLS 1.2: what becomes valid with ChangeCipherSpec. */
  #pending: Readonly<Record<Direction, Protection>> | undefined

  constructor(keyLog: KeyLog, clientRandom: Uint8Array) {
    this.#keyLog = keyLog
    this.#clientRandom = clientRandom
    const early = keyLog.secret('CLIENT_EARLY_TRAFFIC_SECRET', clientRandom)
    if (early === undefined) return
    this.#early = SUITES.filter(({ version }) => version === '1.3').map(
      (suite) => new Protection(trafficKeys(suite, early)),
    )
  }

  answered({ version, suite: id, random }: ReadServerHello): void {
    this.#suite = suiteOf(id)
    if (this.#suite?.version !== version || this.#suite === undefined) return
    if (version === '1.3') {
      this.#change('up', 'HANDSHAKE_TRAFFIC_SECRET')
      this.#change('down', 'HANDSHAKE_TRAFFIC_SECRET')
      return
    }
    const master = this.#keyLog.secret('CLIENT_RANDOM', this.#clientRandom)
    if (master === undefined) return
    const keys = keyBlock12(this.#suite, master, { client: this.#clientRandom, server: random })
    this.#pending = { up: new Protection(keys.up), down: new Protection(keys.down) }
  }

  /** TLS 1.2 only; in 1.3 it means nothing. */
  changedCipherSpec(way: Direction): void {
    if (this.#pending !== undefined) this.#open[way] = this.#pending[way]
  }

  /** TLS 1.3: what follows in this direction is protected by the application's keys. */
  finished(way: Direction): void {
    this.#change(way, 'TRAFFIC_SECRET_0')
  }

  /** Early data, or what goes with it; undefined: it is under other keys. */
  early(header: Uint8Array, body: Uint8Array): OpenedRecord | undefined {
    for (const protection of this.#early) {
      const opened = protection.opened(header, body)
      if (opened === undefined) continue
      this.#early = [protection]
      return opened
    }
    return undefined
  }

  opened(way: Direction, header: Uint8Array, body: Uint8Array): OpenedRecord | undefined {
    const opened = this.#open[way]?.opened(header, body)
    if (opened?.type === CONTENT.handshake && this.#suite?.version === '1.3') {
      this.#updated(way, opened.contents)
    }
    return opened
  }

  /** A record that was not captured. */
  missed(way: Direction): void {
    this.#open[way]?.skip()
  }

  /** Whether there are keys for what this direction says now. */
  has(way: Direction): boolean {
    return this.#open[way] !== undefined
  }

  /** RFC 8446 §4.6.3: whoever says so has changed its keys. */
  #updated(way: Direction, contents: Uint8Array): void {
    const secret = this.#secrets[way]
    if (contents[0] !== MESSAGE.keyUpdate || secret === undefined || this.#suite === undefined)
      return
    this.#protect(way, this.#suite, nextTrafficSecret(this.#suite, secret))
  }

  #change(way: Direction, label: string): void {
    const secret = this.#keyLog.secret(`${ENDS[way]}_${label}`, this.#clientRandom)
    this.#open[way] = undefined
    if (secret !== undefined && this.#suite !== undefined) this.#protect(way, this.#suite, secret)
  }

  #protect(way: Direction, suite: Suite, secret: Uint8Array): void {
    this.#secrets[way] = secret
    this.#open[way] = new Protection(trafficKeys(suite, secret))
  }
}
