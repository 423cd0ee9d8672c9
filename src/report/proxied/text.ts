/** What a proxy says for people: a line for each connection, happening and episode, and one of all. */
import type { ProxiedReport, Unreached } from '../../capture/analysis/proxied.ts'
import { printable } from '../../foreign-text.ts'
import type { Lateness } from '../../watch/lateness.ts'
import type { LikenedEpisode, MessageCounts, VisitAttempt } from '../../watch/visit-episode.ts'
import { howMany, waitsText } from '../how-many.ts'
import { ink } from '../ink.ts'
import type { ProxySummary } from './json.ts'

export function proxiedText(report: ProxiedReport, color: boolean): string {
  const { number, waits, octets, connectedMs, answeredMs, unreached, read } = report
  const counted = waitsText(waits, (all) => ink(color).bold(`#${number} ${all}`))
  const { up, down } = octets.total
  const when =
    connectedMs === undefined
      ? `never connected${unreached === undefined ? '' : `: ${unreachedText(unreached)}`}`
      : `connected after ${ms(connectedMs)}${answeredMs === undefined ? ', never answered' : `, last answer after ${ms(answeredMs)}`}`
  const unread = read === 'flights' && waits.byLayer.data !== undefined ? ', by who spoke when' : ''
  return `${counted}${unread}, ${up} octets up, ${down} down; ${when}\n`
}

const unreachedText = ({ server, code }: Unreached): string =>
  code === 'ECONNREFUSED'
    ? `the server at ${printable(server)} refused it`
    : `the server at ${printable(server)} could not be reached (${printable(code)})`

export const happeningText = (what: string, afterMs: number): string =>
  `${ms(afterMs)}: ${printable(what)}\n`

export function episodeText(episode: LikenedEpisode, color: boolean): string {
  const { number, beganMs, brokenMs, noticeableMs, noticedMs, backMs, by, attempts, looksLike } =
    episode
  const { recoveredMs, messages } = episode
  const parts = [
    brokenMs === undefined ? 'still broken' : `broken for ${ms(brokenMs)}`,
    noticedMs === undefined
      ? 'not noticed'
      : `noticed after ${ms(noticedMs)}${fromText(noticeableMs)}`,
    backMs === undefined
      ? 'not back'
      : `back ${ms(backMs)} after the network${by === 'same-connection' ? ', on the same connection' : ''}`,
    ...(recoveredMs === undefined ? [] : [`recovered after ${ms(recoveredMs)}`]),
  ]
  const head = ink(color).bold(`episode ${number} at ${ms(beganMs)}:`)
  const tried =
    attempts.length === 0 ? '' : `   tried again ${attemptsText(attempts)}${likeText(looksLike)}\n`
  const through = attempts.map(throughText).filter((text) => text !== '')
  const got = through.length === 0 ? '' : `   got through ${through.join(', ')}\n`
  const sent = messages === undefined ? '' : `   ${messagesText(messages)}\n`
  return `${head} ${parts.join(', ')}\n${tried}${got}${sent}`
}

/** Of a break that is not the first. */
const fromText = (noticeableMs: number): string =>
  noticeableMs === 0 ? '' : `, from ${ms(noticeableMs)} on`

/** What the attempt by which it was back took; the others have nothing to tell. */
function throughText({ readyMs, waits, served }: VisitAttempt): string {
  if (readyMs === undefined) return ''
  const counted = `in ${ms(readyMs)} and ${howMany(waits, 'wait')}`
  if (served === undefined) return counted
  const { number, outcome, resent, savable } = served
  return [
    `${counted} as #${number}, ${outcome}`,
    ...(resent === 0 ? [] : [`${resent} stanzas behind it`]),
    ...(savable === 0 ? [] : [`${savable} to be saved`]),
  ].join(', ')
}

export function messagesText({ down, up }: MessageCounts): string {
  const { sent, acknowledged, resent, doubled, lost, waiting } = down
  const own =
    up.came === 0 ? '' : `; up: ${up.came} came, ${up.doubled} doubled, ${up.missing} passed over`
  return `messages down: ${sent} sent, ${acknowledged} acknowledged, ${resent} resent, ${doubled} doubled, ${lost} lost, ${waiting} waiting${own}`
}

/** So many are shown: of a back-off they tell the rest. */
const SHOWN = 8
const LIKE_SHOWN = 3

function attemptsText(attempts: readonly VisitAttempt[]): string {
  const shown = attempts
    .slice(0, SHOWN)
    .map((attempt) => `${ms(attempt.afterMs)}${remarks(attempt)}`)
  const more = attempts.length - shown.length
  return `after ${shown.join(', ')}${more === 0 ? '' : ` and ${more} more`}`
}

/** One beside another was not put off: it says nothing of a back-off. */
function remarks({ connected, isBeside }: VisitAttempt): string {
  const all = [...(connected ? [] : ['in vain']), ...(isBeside ? ['beside another'] : [])]
  return all.length === 0 ? '' : ` (${all.join(', ')})`
}

const likeText = (names: readonly string[]): string => {
  if (names.length === 0) return ''
  const more = names.length - LIKE_SHOWN
  return `, like ${names.slice(0, LIKE_SHOWN).map(printable).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

export function proxySummaryText({ connections, episodes, lateness }: ProxySummary): string {
  return `${howMany(connections, 'connection')}, ${howMany(episodes, 'episode')}; ${latenessText(lateness)}\n`
}

/** What whoever believes the figures has to know. */
export const latenessText = ({ p50, p99, max, tooBusy }: Lateness): string =>
  `packets and timers late by ${ms(p50)} (p50), ${ms(p99)} (p99), ${ms(max)} at most${tooBusy ? ': the machine was too busy for this to be believed' : ''}`

const SECOND = 1_000

const ms = (value: number): string =>
  value >= SECOND ? `${(value / SECOND).toFixed(2)} s` : `${value.toFixed(1)} ms`
