/** A policy in words: what it does, line by line. */
import { shareText } from '../quantities/text.ts'
import { time } from '../quantities/words.ts'
import type { Duration } from '../units.ts'
import type { BackOff, DelaySpan } from './back-off.ts'
import type { ComeBack, Limits, Notice, Policy, Probe, Reaction } from './policy.ts'

/** What is said of a policy, in the order of its file. */
export const describePolicy = ({ notice, comeBack, limits }: Policy): readonly PolicyPart[] => [
  {
    title: 'notices',
    rows: [
      ['asks', probeText(notice)],
      ['behind a stanza', requestText(notice)],
      [
        'white space',
        notice.whiteSpace.kind === 'none' ? 'none' : `every ${time(notice.whiteSpace.every)}`,
      ],
      ['TCP', tcpText(notice)],
      ['network changes', reactionText(notice.networkChange, notice)],
      ['device wakes', reactionText(notice.wake, notice)],
      ['push wakes it', reactionText(notice.push, notice)],
    ],
  },
  { title: 'comes back', rows: comeBackRows(comeBack) },
  {
    title: 'limits',
    rows: [
      ['to connect', connectText(limits)],
      ['to be ready', limits.login === undefined ? 'none' : `at most ${time(limits.login)}`],
      [
        'session kept',
        limits.session === undefined ? 'as the server says' : `at most ${time(limits.session)}`,
      ],
    ],
  },
]

function connectText({ connect, connectPer }: Limits): string {
  if (connect === undefined) return 'as TCP'
  return `at most ${time(connect)}${connectPer === 'address' ? ' for each address' : ''}`
}

export interface PolicyPart {
  readonly title: string
  readonly rows: readonly (readonly [label: string, value: string])[]
}

const WORDS = { ping: 'a ping', 'sm-request': '<r/>' } as const

function probeText({ probe }: Notice): string {
  if (probe.kind === 'none') return 'never'
  const { kind, when, after, timeout, misses, satisfiedBy } = probe
  const often = when === 'silent' ? `after ${time(after)} of silence` : `every ${time(after)}`
  const unmet = satisfiedBy === 'answer' ? 'are not answered' : 'pass and nothing is heard'
  const dead =
    misses === 1
      ? silenceText(probe, timeout)
      : `dead when ${misses} in a row ${unmet} within ${time(timeout)}`
  return `${WORDS[kind]} ${often}; ${dead}`
}

const silenceText = (probe: Probe, timeout: Duration): string =>
  probe.kind !== 'none' && probe.satisfiedBy === 'anything'
    ? `dead when nothing is heard within ${time(timeout)}`
    : `dead without an answer within ${time(timeout)}`

function requestText({ request }: Notice): string {
  if (request.kind === 'none') return 'nothing'
  const { after, timeout } = request
  const asks = after === 0 ? '<r/> at once' : `<r/> after ${time(after)}`
  const dead =
    timeout === undefined ? 'waits for ever' : `dead without an answer within ${time(timeout)}`
  return `${asks}; ${dead}`
}

function tcpText({ userTimeout, keepAlive }: Notice): string {
  const timeout =
    userTimeout.kind === 'kernel'
      ? "the kernel's own patience"
      : `user timeout ${time(userTimeout.after)}`
  if (keepAlive.kind === 'none') return timeout
  const { idle, interval, probes } = keepAlive
  return `${timeout}; keep-alive after ${time(idle)}, ${probes} times every ${time(interval)}`
}

function reactionText(reaction: Reaction, { probe }: Notice): string {
  switch (reaction.kind) {
    case 'none':
      return 'nothing is done about it'
    case 'reconnect':
      return 'connects anew'
    case 'probe':
      return `asks; ${silenceText(probe, reaction.timeout)}`
  }
}

const NETWORK_CHANGE = {
  'goes-on': 'the delay goes on',
  'at-once': 'at once',
  'at-once-and-anew': 'at once, and failures are forgotten',
} as const

function comeBackRows(comeBack: ComeBack): PolicyPart['rows'] {
  if (comeBack.kind === 'never') return [['after a loss', 'never by itself']]
  const { first, afterSilence, closing, backOff, countedFrom, networkChange, attempts } = comeBack
  const from = countedFrom === 'end' ? '' : ', from the beginning of the attempt'
  const delays = `${backOffText(backOff)}${from}`
  return [
    ...(afterSilence === undefined
      ? []
      : [['after silence', `${time(afterSilence)} later`] as const]),
    ...(closing === undefined
      ? []
      : [['after silence', `first waits ${time(closing)} for ends of stream and socket`] as const]),
    ...afterwards(first, delays),
    ['network changes', NETWORK_CHANGE[networkChange]],
    ['gives up', attempts === undefined ? 'never' : `after ${attempts} attempts in a row`],
  ]
}

const afterwards = (first: 'at-once' | 'backs-off', delays: string): PolicyPart['rows'] =>
  first === 'at-once'
    ? [
        ['after a loss', 'at once'],
        ['after failures', delays],
      ]
    : [['loss or failure', delays]]

const spanText = ({ from, to }: DelaySpan): string =>
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
