/**
 * One session at a connection manager (XEP-0124): requests are taken in the order of their numbers
 * within a window, what is in them goes to whoever answers on top, message by message, and what that
 * says leaves in the answer to the oldest request; where there is nothing to say the last one is held.
 *
 * An answer is kept for as long as requests may be asked for again (§14.3): on a connection that died
 * nobody knows what has arrived.
 *
 * Left out: polling sessions (§12) and overactivity of empty requests (§11) that come one after the
 * other; acknowledgements (§9).
 */
import type { Engine } from '../engine.ts'
import type { TransportCommand, TransportEvent } from '../transport.ts'
import { type Instant, plus, seconds, soonest } from '../units.ts'
import { encodeText, type ReaderLimits } from '../xml/xml.ts'
import { attributesOf, ended } from './answer.ts'
import { BODY_LIMITS, type Body, readBody, writeBody } from './body.ts'
import { type Creation, messagesOf } from './request.ts'
import { type BoshSettings, HOLD, REQUESTS_AT_MOST } from './settings.ts'

/** Whoever answers in a session. */
export interface BoshApplication extends Engine<TransportEvent, TransportCommand> {
  /** Whether it is still at work on something that it was told. */
  readonly busy: boolean
  /** Who speaks is authenticated, and trusted with larger elements. */
  readonly trusted: boolean
}

/** Of one request that has not been answered. */
export interface Waiting {
  readonly answer: (body: string) => void
}

interface Held {
  readonly rid: number
  readonly waiting: Waiting
  readonly until: Instant
}

/** As it has come: to keep what is read of it would take many times as much. */
interface Deferred {
  readonly octets: Uint8Array
  readonly waiting: Waiting
}

export interface BoshSessionOptions {
  readonly settings: BoshSettings
  readonly sid: string
  /** That of the request which creates it. */
  readonly rid: number
  /** Seconds. */
  readonly wait: number
  /** So many requests the client lets wait, at most (§7.1). */
  readonly hold: number
  readonly creation: Creation
  readonly top: BoshApplication
}

export class BoshSession {
  readonly sid: string
  readonly #settings: BoshSettings
  readonly #wait: number
  readonly #holds: number
  readonly #creation: Creation
  readonly #top: BoshApplication
  /** Of the last request that was taken. */
  #rid: number
  readonly #deferred = new Map<number, Deferred>()
  readonly #held: Held[] = []
  readonly #answers = new Map<number, string>()
  /** What is to be said. */
  #payload = ''
  #begins: 'created' | 'restarted' | undefined
  #hasBegun = false
  /** The attributes of the last header that was said. */
  #said: Body['attributes'] = {}
  /** Of a stream error. */
  #condition: string | undefined
  /** The first request has been told. */
  #isOpen = false
  #inactivity: number
  /** Since when no request is held. */
  #emptySince: Instant
  #isEnding = false
  #over = false

  constructor(
    { settings, sid, rid, wait, hold, creation, top }: BoshSessionOptions,
    now: Instant,
    secured: Extract<TransportEvent, { readonly kind: 'secured' }> | undefined,
  ) {
    this.sid = sid
    this.#settings = settings
    this.#wait = Math.min(wait, settings.waitAtMostSeconds)
    this.#holds = Math.min(hold, HOLD)
    this.#creation = creation
    this.#top = top
    this.#rid = rid - 1
    this.#inactivity = settings.inactivitySeconds
    this.#emptySince = now
    top.handle({ kind: 'connected' }, now)
    if (secured !== undefined) top.handle(secured, now)
  }

  /** Whether whoever answers is still at work. */
  get busy(): boolean {
    return !this.#over && this.#top.busy
  }

  get over(): boolean {
    return this.#over
  }

  /** Whether whoever speaks in it is authenticated. */
  get trusted(): boolean {
    return this.#top.trusted
  }

  /** Someone else has made it speak: whoever asks is told at once. */
  attention(ask: () => void): void {
    this.#top.attention?.(ask)
  }

  /** A request, whose answer comes at once or later. */
  take(octets: Uint8Array, rid: number, waiting: Waiting, now: Instant): void {
    const known = this.#answers.get(rid)
    if (known !== undefined) {
      waiting.answer(known)
      return
    }
    const again = this.#held.findIndex((held) => held.rid === rid)
    if (again !== -1) {
      const [older] = this.#held.splice(again, 1, this.#hold(rid, waiting, now))
      older?.waiting.answer(writeBody([], ''))
      return
    }
    if (rid <= this.#rid || rid > this.#rid + REQUESTS_AT_MOST) {
      waiting.answer(ended('item-not-found'))
      this.#end(now, 'item-not-found')
      return
    }
    if (octets.length > this.#limits.elementBytes) {
      waiting.answer(ended('policy-violation'))
      this.#end(now, 'policy-violation')
      return
    }
    // A copy, where it is kept: a part of what came in would keep all of that.
    const isNext = rid === this.#rid + 1
    this.#deferred.set(rid, { octets: isNext ? octets : Uint8Array.from(octets), waiting })
    for (;;) {
      const next = this.#deferred.get(this.#rid + 1)
      if (next === undefined || this.#over) break
      this.#rid += 1
      this.#deferred.delete(this.#rid)
      this.#process(next, now)
    }
    this.advance(now)
  }

  /** Lets whoever answers say what there is, and answers with it. */
  advance(now: Instant): void {
    if (this.#over) return
    for (let said = this.#top.poll(); said !== undefined; said = this.#top.poll()) {
      if (said.kind === 'send') this.#say(said.bytes)
      else if (said.kind === 'close') this.#isEnding = true
    }
    this.#respond(now)
  }

  /** The connection of a request is gone: nothing can be said there any more. */
  abandon(waiting: Waiting, now: Instant): void {
    // Whoever still wants it to be taken sends it again (§14.3).
    for (const [rid, one] of this.#deferred) if (one.waiting === waiting) this.#deferred.delete(rid)
    const index = this.#held.findIndex((held) => held.waiting === waiting)
    if (index === -1) return
    this.#held.splice(index, 1)
    if (this.#held.length === 0) this.#emptySince = now
  }

  deadline(): Instant | undefined {
    if (this.#over) return undefined
    const [oldest] = this.#held
    const own = oldest?.until ?? plus(this.#emptySince, seconds(this.#inactivity))
    return soonest(this.#top.deadline(), own)
  }

  wake(now: Instant): void {
    if (this.#over) return
    const due = this.#top.deadline()
    if (due !== undefined && now >= due) this.#top.wake(now)
    this.advance(now)
    const [oldest] = this.#held
    if (oldest !== undefined && now >= oldest.until) this.#answerOldest(now)
    if (this.#held.length > 0) return
    if (now >= plus(this.#emptySince, seconds(this.#inactivity))) this.#end(now, 'item-not-found')
  }

  /** Ends it for good, and tells whoever answers. */
  close(now: Instant, condition: 'other-request' | 'policy-violation'): void {
    this.#end(now, condition)
  }

  /** The answer to the first has the session's name: it waits for the stream, whatever the client says. */
  #hold(rid: number, waiting: Waiting, now: Instant): Held {
    const wait = this.#hasBegun ? this.#wait : this.#settings.waitAtMostSeconds
    return { rid, waiting, until: plus(now, seconds(wait)) }
  }

  get #limits(): ReaderLimits {
    return this.trusted ? BODY_LIMITS.after : BODY_LIMITS.before
  }

  #process({ octets, waiting }: Deferred, now: Instant): void {
    const body = readBody(octets, this.#limits)
    if (body === undefined) {
      waiting.answer(ended('bad-request'))
      this.#end(now, 'bad-request')
      return
    }
    this.#held.push(this.#hold(this.#rid, waiting, now))
    this.#inactivity = this.#settings.inactivitySeconds
    const { attributes } = body
    const created = this.#isOpen ? this.#creation : undefined
    for (const message of messagesOf(body, created, this.#settings.behindRestart))
      this.#tell(message, now)
    this.#isOpen = true
    this.#pause(Number(attributes['pause'] ?? 0), now)
  }

  /** §10: all requests are answered, and the client may be silent for so long. */
  #pause(length: number, now: Instant): void {
    if (!(length > 0 && length <= this.#settings.pauseAtMostSeconds)) return
    this.#inactivity = length
    while (this.#held.length > 0) this.#answerOldest(now)
  }

  #tell(message: string, now: Instant): void {
    this.#top.handle({ kind: 'received', bytes: encodeText(message), early: false }, now)
  }

  /** A message of whoever answers: what it is in an answer. */
  #say(bytes: Uint8Array): void {
    const text = Buffer.from(bytes).toString('utf8')
    const body = text.startsWith('<body ') ? readBody(bytes) : undefined
    if (body === undefined) {
      if (text.startsWith('<stream:error')) this.#condition = 'remote-stream-error'
      this.#payload += text
    } else if (body.attributes['type'] === 'terminate') this.#isEnding = true
    else {
      this.#begins = this.#begins === undefined && !this.#hasBegun ? 'created' : 'restarted'
      this.#hasBegun = true
      this.#said = body.attributes
    }
  }

  #respond(now: Instant): void {
    const isDone = this.#settings.answers === 'as-they-come' || !this.#top.busy
    while (this.#held.length > 0 && isDone && !this.#isEnding) {
      const most = this.#hasBegun && this.#begins === undefined ? this.#holds : HOLD
      if (this.#payload === '' && this.#held.length <= most) return
      this.#answerOldest(now)
    }
    if (this.#isEnding && this.#held.length > 0) this.#end(now, this.#condition)
  }

  #answerOldest(now: Instant): void {
    const oldest = this.#held.shift()
    if (oldest === undefined) return
    const { sid } = this
    const stated = { sid, wait: this.#wait, hold: this.#holds, header: this.#said }
    const text = writeBody(attributesOf(this.#settings, this.#begins, stated), this.#payload)
    this.#begins = undefined
    this.#payload = ''
    this.#answers.set(oldest.rid, text)
    this.#answers.delete(oldest.rid - REQUESTS_AT_MOST)
    if (this.#held.length === 0) this.#emptySince = now
    oldest.waiting.answer(text)
  }

  /** Everybody who waits is told, and whoever answers. */
  #end(now: Instant, condition: string | undefined): void {
    if (this.#over) return
    this.#over = true
    const last = this.#payload
    this.#payload = ''
    const waiting = [...this.#held, ...this.#deferred.values()].map((one) => one.waiting)
    this.#held.length = 0
    this.#deferred.clear()
    for (const [index, one] of waiting.entries())
      one.answer(ended(condition, index === 0 ? last : ''))
    this.#top.handle({ kind: 'closed' }, now)
    while (this.#top.poll() !== undefined);
  }
}
