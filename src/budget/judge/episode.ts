/** What real clients did about what happened to their network, held against what is expected of them. */
import type { MessageCounts, VisitEpisode } from '../../watch/visit-episode.ts'
import type { EpisodeBudget } from '../budget-file.ts'
import type { EpisodeExpectation, EpisodeFigure } from '../episode-expectation.ts'
import type { Operator } from '../expectation.ts'
import type { Subject, Verdict } from '../verdict.ts'
import { msText, varying } from './found.ts'
import { heldAgainst } from './held-against.ts'

/** What is asked of an episode, of all that is told of it. */
export type Episode = Pick<
  VisitEpisode,
  'number' | 'beganMs' | 'brokenMs' | 'noticedMs' | 'backMs' | 'by' | 'recoveredMs'
> & {
  /** Not told by older versions: long enough. */
  readonly watchedMs?: number | undefined
  readonly attempts: readonly { readonly waits: number }[]
  readonly messages:
    | {
        readonly down: Pick<MessageCounts['down'], 'resent' | 'doubled' | 'lost'>
        readonly up: Pick<MessageCounts['up'], 'doubled' | 'missing'>
      }
    | undefined
}

/** `tooBusy`: whoever saw them says that its times are not to be believed. */
export function judgeEpisodes(
  { atLeast = 1, expect }: EpisodeBudget,
  episodes: readonly Episode[],
  tooBusy: boolean,
): readonly Verdict[] {
  return [
    {
      subject: { name: 'episodes', where: 'real clients' },
      kind: episodes.length >= atLeast ? 'kept' : 'broken',
      expected: `at least ${atLeast} ${atLeast === 1 ? 'episode' : 'episodes'}`,
      found: String(episodes.length),
      details: [],
    },
    ...episodes.flatMap((episode) =>
      expect.map((expectation): Verdict => {
        const { number, beganMs } = episode
        const where = `at ${(beganMs / 1_000).toFixed(1)} s`
        const subject: Subject = { name: `episode ${number}`, where }
        const finding = found(episode, expectation)
        // That it never came to it is no matter of how late the machine was.
        const isDoubtful = tooBusy && expectation.figure.kind === 'time' && finding.found !== NEVER
        return {
          ...{ subject, expected: expectation.text, ...finding },
          ...(isDoubtful ? { kind: 'inconclusive', details: [...finding.details, TOO_BUSY] } : {}),
        }
      }),
    ),
  ]
}

const NEVER = 'never'
const TOO_BUSY = 'the machine was too busy for times to be believed'

type Finding = Pick<Verdict, 'kind' | 'found' | 'details'>

function found(episode: Episode, { figure, operator, limit }: EpisodeExpectation): Finding {
  const value = figure.kind === 'time' ? timeOf(figure, episode) : countOf(figure, episode)
  if (value === undefined) return notYet(figure, episode, operator, limit)
  if (typeof value !== 'number') return value
  const unit = figure.kind === 'time' ? ' ms' : ''
  return {
    ...varying({ low: value, high: value }, operator, limit, unit),
    details: detailsOf(figure, episode),
  }
}

/** Milliseconds, why there are none, or undefined: it did not happen. */
function timeOf(
  { name }: Extract<EpisodeFigure, { readonly kind: 'time' }>,
  { brokenMs, noticedMs, backMs, recoveredMs, by, messages }: Episode,
): number | Finding | undefined {
  if (name === 'noticed') {
    // A connection that lived through it was never lost.
    if (by === 'same-connection') return kept('nothing to notice: its connection lived through it')
    return noticedMs
  }
  if (brokenMs === undefined) return unknown('the network was not back')
  return name === 'back' || messages === undefined ? backMs : recoveredMs
}

/** What did not happen took longer than it was watched. */
function notYet(
  { name }: EpisodeFigure,
  { watchedMs = Number.POSITIVE_INFINITY, brokenMs = 0 }: Episode,
  operator: Operator,
  limit: number,
): Finding {
  const watched = watchedMs - (name === 'noticed' ? 0 : brokenMs)
  if (watched === Number.POSITIVE_INFINITY) return { kind: 'broken', found: NEVER, details: [] }
  // However long it would have taken.
  const range = { low: watched, high: Number.POSITIVE_INFINITY, isAboveLow: true }
  const kind = heldAgainst(range, operator, limit, 'uncertain')
  if (kind === 'broken') return { kind, found: NEVER, details: [] }
  return {
    kind,
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
