/**
 * A run against a real server: finds out what it offers, runs what can be run in a few lanes at
 * once, and leaves nothing behind.
 *
 * Strategies are run one after the other. One that fails from the start is not insisted on: each
 * trial of it would cost the server a failure, and tell nothing new. A server that takes no
 * connections any more is waited for, and one that takes the password no more is left alone: neither is
 * a strategy's fault.
 */

import { Hurry } from '../../attach/live/hurry.ts'
import type { ResolvedProfile } from '../../profiles/resolve.ts'
import { Random } from '../../random.ts'
import { CellRecorder, type CellStats } from '../../record/cell-recorder.ts'
import { type KeptOutcome, keptOutcome } from '../../record/outcomes/kept.ts'
import { overTls } from '../../strategies/over.ts'
import type { Strategy } from '../../strategies/strategy.ts'
import type { Failure } from '../../transport.ts'
import { withoutEffect } from '../not-done.ts'
import type { Course } from '../spec.ts'
import { Absence } from './absence.ts'
import { Admission } from './admission.ts'
import type { LiveCapture } from './capture.ts'
import { discover, type Interrupted } from './discovery.ts'
import { type Found, whatCanBeRun } from './found.ts'
import { guest } from './guest.ts'
import { LiveHost } from './host.ts'
import { Lane } from './lane.ts'
import { Unlived } from './lives/unlived.ts'
import type { LiveSpec } from './spec.ts'

export interface LiveRunOptions {
  /** What is waited for, in words, where the server lets itself be waited for at first. */
  readonly onWaiting?: (text: string) => void
  /** Once, when it is known what can be run. */
  readonly onPlan?: (plan: { readonly trials: number; readonly found: Found }) => void
  readonly onProgress?: (trialsDone: number) => void
  /** What a trial came to, of whichever cell. */
  readonly onOutcome?: (cell: LiveCell, outcome: KeptOutcome) => void
  readonly signal?: AbortSignal
  /** Takes the trials down. */
  readonly capture?: LiveCapture
}

/** What a cell is called by; there is one server. */
export interface LiveCell {
  readonly strategy: string
  readonly profile: string
  readonly scenario?: string
  readonly policy?: string
}

export interface LiveRun extends Found {
  /** Profile by profile, course by course, and strategy by strategy; of `runnable` only. */
  readonly cells: readonly (LiveCell & {
    readonly stats: CellStats
    /** What the strategy asked of the layers below and never got, in words. */
    readonly notDone: readonly string[]
  })[]
  /** What strategies failed of that were not insisted on, in words. */
  readonly givenUp: ReadonlyMap<string, Failure>
  /** The server went away and did not come back as it was: what was last found there. */
  readonly gone: Failure | undefined
  /** The password is not taken any more: how it was refused. */
  readonly refused: Failure | undefined
  /** Why sessions could not be closed, one by one: the server keeps them for as long as it does. */
  readonly sessionsLeft: readonly Failure[]
  /** Why tokens could not be invalidated, one by one: they are still at the server. */
  readonly tokensLeft: readonly Failure[]
  readonly connections: number
  readonly interrupted: boolean
}

type Visited = Pick<LiveRun['cells'][number], 'stats' | 'notDone'>

/** What the cells of all strategies have in common. */
interface Sheet {
  readonly profile: ResolvedProfile
  readonly course: Course | undefined
}

const sheetsOf = ({ profiles, courses }: LiveSpec): readonly Sheet[] =>
  profiles.flatMap((profile): readonly Sheet[] =>
    courses.length === 0
      ? [{ profile, course: undefined }]
      : courses.map((course) => ({ profile, course })),
  )

/** So many failures in a row with no success before are enough. */
const FAILURES_ENOUGH = 3

/** Or why nobody can log in. */
export async function runLive(
  spec: LiveSpec,
  options: LiveRunOptions,
): Promise<LiveRun | Failure | Interrupted> {
  const { onWaiting, signal, capture } = options
  const hurry = new Hurry()
  const hasten = (): void => hurry.begin()
  signal?.addEventListener('abort', hasten)
  const host = new LiveHost({ ...spec, limits: { ...spec.limits, hurry } }, capture)
  try {
    const discovery = await discover(host, (text) => onWaiting?.(text), signal)
    if ('code' in discovery) return discovery
    const found = whatCanBeRun(spec, discovery)
    const trials = found.runnable.length * sheetsOf(spec).length * spec.trials
    options.onPlan?.({ trials, found })
    return await new Visit(host, { found, login: discovery.login }, options).run()
  } finally {
    signal?.removeEventListener('abort', hasten)
    host.stop()
  }
}

class Visit {
  readonly #host: LiveHost
  readonly #found: Found
  readonly #options: LiveRunOptions
  readonly #givenUp = new Map<string, Failure>()
  readonly #obstacles: Map<string, string>
  readonly #absence: Absence
  readonly #admission: Admission
  readonly #login: Strategy
  readonly #sheets: readonly Sheet[]
  #trialsDone = 0

  constructor(
    host: LiveHost,
    { found, login }: { readonly found: Found; readonly login: Strategy },
    options: LiveRunOptions,
  ) {
    this.#host = host
    this.#found = found
    this.#login = login
    this.#sheets = sheetsOf(host.spec)
    this.#options = options
    this.#obstacles = new Map(found.obstacles)
    this.#absence = new Absence(host, () => this.#interrupted)
    this.#admission = new Admission(host, login)
  }

  async run(): Promise<LiveRun> {
    const byStrategy = new Map<string, readonly (Visited | undefined)[]>()
    for (const strategy of this.#found.runnable) {
      byStrategy.set(strategy.name, await this.#visit(strategy))
    }
    const { gone } = this.#absence
    const { refused } = this.#admission
    const runnable = this.#found.runnable.filter(({ name }) => !this.#obstacles.has(name))
    return {
      software: this.#found.software,
      versions: this.#found.versions,
      offered: this.#found.offered,
      runnable,
      obstacles: this.#obstacles,
      cells: this.#sheets.flatMap(({ profile, course }, index) =>
        runnable.flatMap(({ name }) => {
          const cell = byStrategy.get(name)?.[index]
          if (cell === undefined) return []
          return [{ strategy: name, profile: profile.name, ...namesOf(course), ...cell }]
        }),
      ),
      givenUp: this.#givenUp,
      gone,
      refused,
      sessionsLeft: this.#host.sessionsLeft,
      tokensLeft: this.#host.tokensLeft,
      connections: this.#host.connections,
      interrupted: this.#interrupted || gone !== undefined || refused !== undefined,
    }
  }

  get #interrupted(): boolean {
    return this.#options.signal?.aborted === true
  }

  /** One strategy on every sheet, in lanes of its own. */
  async #visit(strategy: Strategy): Promise<readonly (Visited | undefined)[]> {
    const { spec } = this.#host
    // What is written to an account comes to all of its clients: one lives at a time.
    const lanesAtMost = spec.courses.length === 0 ? spec.concurrency : 1
    const lanes = Array.from(
      { length: Math.min(lanesAtMost, spec.trials) },
      (_, index) => new Lane(this.#host, strategy, guest(spec, index)),
    )
    const cells: (Visited | undefined)[] = []
    for (const sheet of this.#sheets) cells.push(await this.#cell(strategy, sheet, lanes))
    // Who is not let in can put nothing back in order.
    const { refused } = this.#admission
    await Promise.all(
      lanes.map((lane) => (refused === undefined ? lane.tidy() : lane.leave(refused))),
    )
    return cells
  }

  /** Undefined where nothing of it can be run. */
  async #cell(
    strategy: Strategy,
    sheet: Sheet,
    lanes: readonly Lane[],
  ): Promise<Visited | undefined> {
    const { spec } = this.#host
    const { profile, course } = sheet
    const unlived = new Unlived(strategy, course)
    const name = { strategy: strategy.name, profile: profile.name, ...namesOf(course) }
    const recorder = new CellRecorder()
    const tickets = new Set<'taken' | 'not-taken'>()
    const random = Random.seeded(spec.seed).fork('trials').fork(profile.name)
    const waiting = Array.from({ length: spec.trials }, (_, index) => index)
    let completed = 0
    let failures = 0
    if (unlived.isHopeless) {
      this.#obstacles.set(...unlived.entry)
      return undefined
    }
    const way = overTls(strategy)
    const inLane = async (lane: Lane): Promise<void> => {
      for (let returns = this.#absence.returns; this.#goesOn(strategy) && !unlived.isHopeless; ) {
        const index = waiting.shift()
        if (index === undefined) return
        if (returns < this.#absence.returns) lane.forget()
        returns = this.#absence.returns
        const { record, failure, ...more } =
          course === undefined
            ? await lane.trial(profile, random.fork(index))
            : await lane.life(course, profile, random.fork(index), this.#login)
        if (failure !== undefined && (await this.#absence.explains(failure, way))) {
          // It has not met the server to its end, and does when that is back.
          waiting.unshift(index)
          await this.#absence.waitOut(failure, way)
          continue
        }
        this.#absence.met()
        if (this.#isCutShort(course, failure)) return
        this.#trialsDone += 1
        this.#options.onProgress?.(this.#trialsDone)
        if ('obstacle' in more && more.obstacle !== undefined) {
          unlived.add(more.obstacle)
          continue
        }
        recorder.record(record, index)
        this.#options.onOutcome?.(name, keptOutcome(record, index))
        if ('tls' in more && more.tls !== undefined) {
          tickets.add(more.tls.resumed ? 'taken' : 'not-taken')
        }
        if (failure === undefined) completed += 1
        else failures += 1
        await this.#admission.heard(failure)
        if (this.#admission.refused !== undefined) return
        if (failure !== undefined && completed === 0) this.#doubt(strategy, failure, failures)
      }
    }
    await Promise.all(lanes.map(inLane))
    if (unlived.count > 0) this.#obstacles.set(...unlived.entry)
    if (unlived.count > 0 && completed + failures === 0) return undefined
    const abilities = {
      'fast-open': spec.serverFastOpen === 'accepted',
      ...(tickets.size === 0 ? {} : { tickets: tickets.has('taken') }),
    }
    return { stats: recorder.toStats(), notDone: withoutEffect(strategy, abilities) }
  }

  /** Whether it may have come to what it did because nobody waited any more. */
  #isCutShort(course: Course | undefined, failure: Failure | undefined): boolean {
    return this.#interrupted && (course !== undefined || failure !== undefined)
  }

  #goesOn({ name }: Strategy): boolean {
    if (this.#absence.gone !== undefined || this.#admission.refused !== undefined) return false
    return !this.#interrupted && !this.#givenUp.has(name)
  }

  #doubt({ name }: Strategy, failure: Failure, failures: number): void {
    if (failure.code === 'feature-missing') this.#obstacles.set(name, failure.detail)
    if (failure.code === 'feature-missing' || failures >= FAILURES_ENOUGH) {
      this.#givenUp.set(name, failure)
    }
  }
}

const namesOf = (
  course: Course | undefined,
): { readonly scenario?: string; readonly policy?: string } =>
  course === undefined ? {} : { scenario: course.scenario.name, policy: course.policy.name }
