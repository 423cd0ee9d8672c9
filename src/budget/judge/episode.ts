/** What real clients did about what happened to their network, held against what is expected of them. */
import { howMany } from '../../quantities/words.ts'
import type { MessageCounts, VisitEpisode } from '../../watch/visit-episode.ts'
import type { EpisodeBudget } from '../budget-file.ts'
import type { EpisodeExpectation, EpisodeFigure } from '../episode-expectation.ts'
import type { Operator } from '../expectation.ts'
import type { Subject, Verdict } from '../verdict.ts'
import { type Finding, msText, varying, verdictOf } from './found.ts'
import { heldAgainst } from './held-against.ts'
import { withLateness } from './lateness.ts'
import { countNumbers } from './numbers.ts'

/** What is asked of an episode, of all that is told of it. */
export type Episode = Pick<
  VisitEpisode,
  'number' | 'beganMs' | 'mendedMs' | 'noticedMs' | 'backMs' | 'by' | 'recoveredMs'
> & {
  /** Not told by older versions: long enough. */
  readonly watchedMs?: number | undefined
  /** Nor this: 0. */
  readonly noticeableMs?: number | undefined
  readonly attempts: readonly { readonly waits: number }[]
  readonly messages:
    | {
        readonly down: Pick<MessageCounts['down'], 'resent' | 'doubled' | 'lost'>
        readonly up: Pick<MessageCounts['up'], 'doubled' | 'missing'>
      }
    | undefined
}

/** `lateMs`: how late the machine was that saw them; 0: its times are to be believed as they are. */
export function judgeEpisodes(
  { atLeast = 1, expect }: EpisodeBudget,
  episodes: readonly Episode[],
  lateMs: number,
): readonly Verdict[] {
  return [
    {
      subject: { kind: 'clients', name: 'episodes', where: 'real clients' },
      kind: episodes.length >= atLeast ? 'kept' : 'broken',
      expected: `at least ${howMany(atLeast, 'episode')}`,
      found: String(episodes.length),
      numbers: countNumbers('episodes', atLeast, episodes.length),
      details: [],
    },
    ...episodes.flatMap((episode) =>
      expect.map((expectation): Verdict => {
        const { number, beganMs } = episode
        const where = `at ${(beganMs / 1_000).toFixed(1)} s`
        const subject: Subject = { kind: 'episode', name: `episode ${number}`, where, number }
        const { name, kind } = expectation.figure
        const figure = { name, unit: kind === 'time' ? 'ms' : 'count' } as const
        return verdictOf(subject, expectation, figure, found(episode, expectation, lateMs))
      }),
    ),
  ]
}

const NEVER = 'never'

function found(episode: Episode, expectation: EpisodeExpectation, lateMs: number): Finding {
  const { figure, operator, limit } = expectation
  const value = figure.kind === 'time' ? timeOf(figure, episode) : countOf(figure, episode)
  // That it never came to it is no matter of how late the machine was.
  if (value === undefined) return notYet(figure, episode, operator, limit)
  if (typeof value !== 'number') return value
  const details = detailsOf(figure, episode)
  if (figure.kind === 'count') {
    return { ...varying({ low: value, high: value }, operator, limit, ''), details }
  }
  const range = withLateness(value, figure.name, episode.attempts, lateMs)
  const kind = heldAgainst(range, operator, limit, 'uncertain')
  const text = `${msText(value)} ms`
  const numbers = { value, range, limit }
  if (lateMs === 0) return { kind, found: text, numbers, details }
  return {
    numbers,
    ...{ kind, found: `${text} (${msText(range.low)} to ${msText(range.high)})` },
    details: [...details, `by a machine that was up to ${msText(lateMs)} ms late`],
    ...(kind === 'inconclusive' ? { doubt: 'lateness' } : {}),
  }
}

/** Milliseconds, why there are none, or undefined: it did not happen. */
function timeOf(
  { name }: Extract<EpisodeFigure, { readonly kind: 'time' }>,
  { mendedMs, noticedMs, backMs, recoveredMs, by, messages }: Episode,
): number | Finding | undefined {
  if (name === 'noticed') {
    // A connection that lived through it was never lost.
    if (by === 'same-connection') return kept('nothing to notice: its connection lived through it')
    return noticedMs
  }
  if (mendedMs === undefined) return unknown('the network was not back')
  return name === 'back' || messages === undefined ? backMs : recoveredMs
}

/** What did not happen took longer than it was watched. */
function notYet(
  { name }: EpisodeFigure,
  { watchedMs = Number.POSITIVE_INFINITY, mendedMs = 0, noticeableMs = 0 }: Episode,
  operator: Operator,
  limit: number,
): Finding {
  const watched = watchedMs - (name === 'noticed' ? noticeableMs : mendedMs)
  if (watched === Number.POSITIVE_INFINITY) {
    const numbers = { value: undefined, range: undefined, limit }
    return { kind: 'broken', found: NEVER, numbers, details: [] }
  }
  // However long it would have taken.
  const range = { low: watched, high: Number.POSITIVE_INFINITY, isAboveLow: true }
  const kind = heldAgainst(range, operator, limit, 'uncertain')
  const numbers = { value: undefined, range, limit }
  if (kind === 'broken') return { kind, found: NEVER, numbers, details: [] }
  return {
    ...{ kind, numbers },
    found: `not within ${msText(watched)} ms, and then nobody looked`,
    details: [],
  }
}

function countOf(
  { name }: Extract<EpisodeFigure, { readonly kind: 'count' }>,
  { attempts, messages }: Episode,
): number | Finding {
  if (name === 'attempts') return attempts.length
  if (name === 'waits') {
    if (attempts.length === 0) return kept('no attempt')
    return attempts.reduce((most, { waits }) => Math.max(most, waits), 0)
  }
  if (messages === undefined) return unknown('nobody counted messages, as serve --messages does')
  const { down, up } = messages
  switch (name) {
    case 'resent':
      return down.resent
    case 'doubled':
      return down.doubled + up.doubled
    case 'lost':
      return down.lost + up.missing
  }
}

function detailsOf({ name }: EpisodeFigure, { attempts, messages }: Episode): readonly string[] {
  if (name === 'waits') return [`attempts took ${attempts.map(({ waits }) => waits).join(', ')}`]
  if (name === 'recovered' && messages === undefined) {
    return ['when it was back: nobody counted messages, as serve --messages does']
  }
  if (messages === undefined) return []
  const { down, up } = messages
  if (name === 'doubled') return [`down ${down.doubled}, up ${up.doubled}`]
  return name === 'lost' ? [`down ${down.lost}, up ${up.missing}`] : []
}

const kept = (text: string): Finding => ({ kind: 'kept', found: text, details: [] })
const unknown = (text: string): Finding => ({ kind: 'inconclusive', found: text, details: [] })
