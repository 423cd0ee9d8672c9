/** A policy in words: what it does, line by line. */

import { shareText } from '../quantities/text.ts'
import { time } from '../quantities/words.ts'
import type { BackOff, Span } from './back-off.ts'
import type { ComeBack, Notice, Policy, Reaction } from './policy.ts'

export const describePolicy = ({
  notice,
  comeBack,
  limits,
}: Policy): readonly (readonly [label: string, value: string])[] => [
  ['asks', probeText(notice)],
  ['behind a stanza', requestText(notice)],
  [
    'white space',
    notice.whiteSpace.kind === 'none' ? 'none' : `every ${time(notice.whiteSpace.every)}`,
  ],
  ['TCP', tcpText(notice)],
  ['network changes', reactionText(notice.networkChange)],
  ['device wakes', reactionText(notice.wake)],
  ['comes back', comeBackText(comeBack)],
  [
    'to connect',
    limits.connect === undefined ? 'as long as TCP tries' : `at most ${time(limits.connect)}`,
  ],
  ['to be ready', limits.login === undefined ? 'no limit' : `at most ${time(limits.login)}`],
]

const WORDS = { ping: 'a ping', 'sm-request': '<r/>' } as const

function probeText({ probe }: Notice): string {
  if (probe.kind === 'none') return 'never'
  const { kind, when, after, timeout, misses } = probe
  const often = when === 'silent' ? `after ${time(after)} of silence` : `every ${time(after)}`
  const dead = misses === 1 ? 'the first' : `${misses} in a row`
  return `${WORDS[kind]} ${often}; dead when ${dead} is not answered within ${time(timeout)}`
}

const requestText = ({ request }: Notice): string =>
  request.kind === 'none'
    ? 'nothing'
    : `<r/> after ${time(request.after)}; dead without an answer within ${time(request.timeout)}`

function tcpText({ userTimeout, keepAlive }: Notice): string {
  const timeout =
    userTimeout.kind === 'kernel'
      ? "the kernel's own patience"
      : `user timeout ${time(userTimeout.after)}`
  if (keepAlive.kind === 'none') return timeout
  const { idle, interval, probes } = keepAlive
  return `${timeout}; keep-alive after ${time(idle)}, ${probes} times every ${time(interval)}`
}

function reactionText(reaction: Reaction): string {
  switch (reaction.kind) {
    case 'none':
      return 'nothing is done about it'
    case 'reconnect':
      return 'connects anew'
    case 'probe':
      return `asks; dead without an answer within ${time(reaction.timeout)}`
  }
}

function comeBackText(comeBack: ComeBack): string {
  if (comeBack.kind === 'never') return 'never by itself'
  const { first, backOff, countedFrom, networkChange, attempts } = comeBack
  const parts = [
    `${first === 'at-once' ? 'at once, then ' : ''}after ${backOffText(backOff)}`,
    ...(countedFrom === 'beginning' ? ['counted from the beginning of the attempt'] : []),
    ...(networkChange === 'goes-on' ? [] : ['at once when the network changes']),
    ...(attempts === undefined ? [] : [`${attempts} times at most`]),
  ]
  return parts.join('; ')
}

const spanText = ({ from, to }: Span): string =>
  from === to ? time(from) : `${time(from)} to ${time(to)}`

export function backOffText(backOff: BackOff): string {
  switch (backOff.kind) {
    case 'steps': {
      const steps = backOff.steps.map(
        ({ delay, times }) => `${spanText(delay)}${times === 1 ? '' : ` (${times} times)`}`,
      )
      return `${steps.join(', ')}${steps.length === 1 ? ' each time' : ' …'}`
    }
    case 'exponential': {
      const { first, factor, atMost, leastShare } = backOff
      const drawn = leastShare === 1 ? '' : `, of which ${shareText(leastShare)} to 100% is drawn`
      return `${time(first)} × ${factor} each time up to ${time(atMost)}${drawn}`
    }
    case 'multiples': {
      const factors = backOff.multiples.map(
        ({ factor, times }) => `× ${factor}${times === 1 ? '' : ` (${times} times)`}`,
      )
      return `${spanText(backOff.of)}, drawn once, ${factors.join(', ')}, up to ${time(backOff.atMost)}`
    }
  }
}
