/**
 * A lane: trials of one strategy against a real server, one after the other, each starting from
 * what the one before has left behind at both ends. A real server cannot be forked as the
 * embedded one is, but a session that was resumed can be resumed again.
 *
 * What happens to the server between two connections is brought about like this:
 * `sm-session-lost`: the stream is closed, on which the server forgets the session; the client
 * goes on as if it did not know. `token-revoked`: the client's token is changed by one
 * character; to the server it is one that it does not know. `client-revoked`: both. Otherwise the connection is cut.
 */
import { VirtualClock } from '../../clock/virtual.ts'
import { linkFor } from '../../profiles/draw.ts'
import type { ResolvedProfile } from '../../profiles/resolve.ts'
import { Random } from '../../random.ts'
import { neverBegun, type TrialRecord } from '../../record/trial-record.ts'
import { isSilent } from '../../scenario/scenario.ts'
import type { Aftermath } from '../../strategies/base.ts'
import { overTls } from '../../strategies/over.ts'
import { parseStrategy } from '../../strategies/registry.ts'
import type { Strategy } from '../../strategies/strategy.ts'
import type { Failure, TlsFacts } from '../../transport.ts'
import type { Account } from '../../xmpp/account.ts'
import { BLANK, featuresOnly, type Memory, remember } from '../../xmpp/dialogue/memory.ts'
import type { FastToken, ReadyStream } from '../../xmpp/dialogue/ready-stream.ts'
import type { Script } from '../../xmpp/dialogue/script.ts'
import type { HttpSession } from '../../xmpp/framing/bodies.ts'
import { type AttemptOutcome, AttemptRecord } from '../attempt-record.ts'
import { askingFor } from '../session-kept.ts'
import type { Course } from '../spec.ts'
import type { LiveAttempt } from './attempt.ts'
import { thenAvailable } from './errands.ts'
import { closeSession, invalidateToken, isSessionKept } from './farewell.ts'
import { guest } from './guest.ts'
import { CLEAN, type LiveHost } from './host.ts'
import { Correspondent } from './lives/correspondent.ts'
import { liveThrough } from './lives/life.ts'
import { HELD_NOTHING, type LiveHeld } from './settings.ts'

export interface LiveTrial {
  readonly record: TrialRecord
  /** In words, where it failed. */
  readonly failure: Failure | undefined
  /** What it came to where it did not. */
  readonly stream: ReadyStream | undefined
  /** Once TLS was up. */
  readonly tls: TlsFacts | undefined
}

export interface LiveLife {
  readonly record: TrialRecord
  /** Of its first attempt, in words, where that failed. */
  readonly failure: Failure | undefined
  /** Why it does not count, in words: it could not be lived to its end. */
  readonly obstacle?: string | undefined
}

/** No client has such a one, so that its names are its own. */
const PEER_LANE = -1

export class Lane {
  readonly #host: LiveHost
  readonly #strategy: Strategy
  readonly #account: Account
  #memory: Memory | undefined
  #held: LiveHeld = HELD_NOTHING
  /** What is still kept at the server for this lane, to be put back in order in the end. */
  #owed: Memory = BLANK
  #lives = 0

  constructor(host: LiveHost, strategy: Strategy, account: Account) {
    this.#host = host
    this.#strategy = strategy
    this.#account = account
  }

  /** `random`: of the profile's cell, forked by trial; the same as in a simulated run. */
  async trial(profile: ResolvedProfile, random: Random): Promise<LiveTrial> {
    const failure = await this.#prepare()
    if (failure !== undefined) {
      return { record: neverBegun(failure), failure, stream: undefined, tls: undefined }
    }
    const clock = new VirtualClock()
    const recorder = new AttemptRecord(this.#strategy)
    const captured = this.#host.capture?.begin(overTls(this.#strategy).security)
    const attempt = await this.#host.attempt({
      script: this.#strategy.said.script(this.#account, this.#memory ?? BLANK),
      strategy: this.#strategy,
      memory: this.#memory ?? BLANK,
      held: this.#held,
      link: linkFor(profile, random.fork('profile')),
      random,
      clock,
      observer: {
        dialogue: (news, at) => {
          captured?.dialogue(news, at)
          recorder.dialogue(news, at)
        },
        stalled: recorder.stalled,
        connection: {
          ...captured?.connection,
          remember: (remembered) => this.#remember(remembered),
        },
        ...(captured === undefined ? {} : { link: captured.link }),
      },
    })
    const outcome = await attempt.run()
    captured?.end(clock.now())
    const record = recorder.finished(outcome, clock.now(), attempt.traffic)
    await this.#part(attempt, outcome, this.#strategy)
    const stream = outcome.kind === 'ready' ? outcome.stream : undefined
    return { record, failure: failureOf(outcome), stream, tls: attempt.tls }
  }

  /**
   * One life, from an earlier session of its own; nothing is left behind for the next. `login`: how
   * the peer comes in, and whoever collects what nobody has read.
   */
  async life(
    course: Course,
    profile: ResolvedProfile,
    random: Random,
    login: Strategy,
  ): Promise<LiveLife> {
    const failure = await this.#prepare(
      (script) => thenAvailable(script, this.#account),
      askingFor(this.#account, course.policy),
    )
    const peer = failure ?? (await this.#peer(course, login))
    if (peer !== undefined && 'code' in peer) return { record: neverBegun(peer), failure: peer }
    this.#lives += 1
    const { record, outcome, stream, obstacle } = await liveThrough({
      host: this.#host,
      strategy: this.#strategy,
      account: this.#account,
      course,
      profile,
      memory: this.#memory ?? BLANK,
      held: this.#held,
      peer,
      random,
      mark: `${this.#account.resource}-${this.#lives}-`,
    })
    await peer?.close()
    this.#memory = undefined
    if (stream !== undefined) this.#owed = remember(stream)
    await this.tidy()
    await this.#collect(login)
    return { record, failure: failureOf(outcome), obstacle }
  }

  /** The server has lost what it had. */
  forget(): void {
    this.#memory = undefined
    this.#owed = BLANK
    this.#held = HELD_NOTHING
  }

  /** Puts nothing back in order: why not. */
  leave(why: Failure): void {
    if (isSessionKept(this.#owed)) this.#host.sessionsLeft.push(why)
    if (this.#owed.token !== undefined) this.#host.tokensLeft.push(why)
  }

  /** Closes the session, invalidates the token: nothing is left at the server. */
  async tidy(): Promise<void> {
    const owed = this.#owed
    this.#owed = BLANK
    const login = withoutTricks(this.#strategy)
    const left = isSessionKept(owed)
      ? await closeSession(this.#host, this.#account, owed, login)
      : owed
    if (left.token === undefined) return
    await invalidateToken(this.#host, this.#account, left, overTls(this.#strategy))
  }

  async #peer({ scenario }: Course, login: Strategy): Promise<Correspondent | Failure | undefined> {
    const { peer, ...spec } = this.#host.spec
    if (isSilent(scenario) || peer === undefined) return undefined
    const account = guest({ ...spec, ...peer, peer: undefined }, PEER_LANE)
    const opened = await Correspondent.open(this.#host, account, login)
    return 'code' in opened ? { ...opened, detail: `as the peer: ${opened.detail}` } : opened
  }

  /** What was kept for the user and never came is not for whoever comes next. */
  async #collect(login: Strategy): Promise<void> {
    const script = thenAvailable(login.said.script(this.#account, BLANK), this.#account)
    const { attempt, outcome } = await this.#host.errand(script, overTls(login))
    if (outcome.kind === 'ready') await attempt.close()
    else attempt.lose()
  }

  /**
   * The earlier session that a trial starts from, unless one has been left behind already. `besides`:
   * what is done in it.
   */
  async #prepare(
    besides: (script: Script<ReadyStream>) => Script<ReadyStream> = (script) => script,
    account = this.#account,
  ): Promise<Failure | undefined> {
    const { earlier } = this.#strategy
    if (earlier === undefined || this.#memory !== undefined) return undefined
    await this.tidy()
    const attempt = await this.#host.attempt({
      script: besides(earlier.said.script(account, BLANK)),
      strategy: earlier,
      memory: BLANK,
      held: HELD_NOTHING,
      link: CLEAN,
      random: Random.seeded('earlier'),
      clock: new VirtualClock(),
      observer: {
        dialogue: () => {},
        connection: { remember: (remembered) => this.#remember(remembered) },
      },
      wantsCookie: true,
    })
    const outcome = await attempt.run()
    await this.#part(attempt, outcome, earlier)
    return failureOf(outcome)
  }

  #remember(remembered: {
    readonly kind: 'session' | 'cookie'
    readonly session?: Uint8Array
    readonly cookie?: string
    readonly mss?: number
  }): void {
    const { session, cookie, mss } = remembered
    if (session !== undefined) this.#held = { ...this.#held, session }
    if (cookie !== undefined && mss !== undefined) {
      this.#held = { ...this.#held, cookie: { cookie, mss } }
    }
  }

  /** The connection ends in the way in which the next trial wants it to have ended. */
  async #part(attempt: LiveAttempt, outcome: AttemptOutcome, ran: Strategy): Promise<void> {
    if (outcome.kind !== 'ready') {
      attempt.lose()
      if (this.#strategy.earlier !== undefined && ran !== this.#strategy.earlier) {
        this.#memory = undefined
      }
      return
    }
    const { said, against } = this.#strategy
    const keeps = said.start === 'reconnect' && !ENDS_IT.includes(against.aftermath)
    if (keeps) attempt.lose()
    else await attempt.close()
    const left = this.#leftBehind(outcome.stream, attempt.session)
    this.#owed = keeps ? left : { ...featuresOnly(left), token: left.token }
    if (this.#strategy.earlier !== undefined) this.#memory = afterwards(left, against.aftermath)
  }

  #leftBehind(stream: ReadyStream, session: HttpSession | undefined): Memory {
    const left = remember(stream, session)
    return { ...left, features: left.features ?? this.#memory?.features }
  }
}

/**
 * The base, which every server that it works with at all can be expected to take; bound to no more than
 * the strategy is.
 */
const withoutTricks = ({ base, modifiers }: Strategy): Strategy => {
  const binding = modifiers.filter((name) => name === 'unbound' || name === 'bind-end-point')
  const strategy = parseStrategy([base, ...binding].join('+'))
  if (strategy.kind === 'strategy-error') throw new Error(strategy.message)
  return strategy
}

/** What ends a session is brought about by saying goodbye. */
const ENDS_IT: readonly Aftermath[] = ['sm-session-lost', 'client-revoked']
const SPOILS_IT: readonly Aftermath[] = ['token-revoked', 'token-replaced', 'client-revoked']

const afterwards = (left: Memory, aftermath: Aftermath): Memory =>
  SPOILS_IT.includes(aftermath) && left.token !== undefined
    ? { ...left, token: spoilt(left.token) }
    : left

/** As long as before, and of the same characters. */
const spoilt = (token: FastToken): FastToken => {
  const { secret } = token
  const last = secret.endsWith('A') ? 'B' : 'A'
  return { ...token, secret: secret.slice(0, -1) + last }
}

const failureOf = (outcome: AttemptOutcome): Failure | undefined => {
  switch (outcome.kind) {
    case 'ready':
      return undefined
    case 'failed':
      return outcome.failure
    case 'given-up':
      return { code: 'timeout', detail: 'expected to be ready in time' }
  }
}
