/**
 * Which address a client ends up with, and when: worked out from RFC 8305 and XEP-0495 by hand, one
 * line of arithmetic after the other, with no engine and no clock.
 */
import type { IpVersion } from '../../../src/tcp/settings.ts'

export interface Told {
  readonly ip: IpVersion
  readonly priority: number
  /** So many milliseconds after its SYN an address answers; undefined: never. */
  readonly answer: { readonly kind: 'accepts' | 'refuses'; readonly after: number } | undefined
}

export interface Race {
  readonly manner: 'one-after-the-other' | 'happy-eyeballs'
  readonly timeout: number
}

export interface Expected<Address> {
  readonly winner: Address | undefined
  readonly at: number
  readonly begun: readonly { readonly address: Address; readonly at: number }[]
}

const ATTEMPT_DELAY = 250

export function expectedOf<Address extends Told>(
  addresses: readonly Address[],
  { manner, timeout }: Race,
): Expected<Address> {
  const begun: { address: Address; at: number }[] = []
  let from = 0
  for (const group of groupsOf(addresses, manner)) {
    const starts: number[] = []
    const ends: number[] = []
    let connectedAt = Number.POSITIVE_INFINITY
    for (const { answer } of group) {
      const start = startAfter(starts.at(-1), ends.at(-1), from, manner)
      const answered = answer !== undefined && answer.after < timeout
      starts.push(start)
      // Of one that accepts: it never ends, so that nothing follows from its end.
      const accepts = answered && answer.kind === 'accepts'
      ends.push(accepts ? Number.POSITIVE_INFINITY : start + (answered ? answer.after : timeout))
      if (accepts) connectedAt = Math.min(connectedAt, start + answer.after)
    }
    group.forEach((address, index) => {
      const at = starts[index] ?? 0
      if (at < connectedAt) begun.push({ address, at })
    })
    if (connectedAt < Number.POSITIVE_INFINITY) {
      const winner = group.find(
        ({ answer }, index) => (starts[index] ?? 0) + (answer?.after ?? 0) === connectedAt,
      )
      return { winner, at: connectedAt, begun }
    }
    from = Math.max(...ends)
  }
  return { winner: undefined, at: from, begun }
}

function startAfter(
  start: number | undefined,
  end: number | undefined,
  from: number,
  manner: Race['manner'],
): number {
  if (start === undefined || end === undefined) return from
  return manner === 'happy-eyeballs' ? Math.min(end, start + ATTEMPT_DELAY) : end
}

/** One after the other all are one row; raced, each SRV priority is a row of its own. */
function groupsOf<Address extends Told>(
  addresses: readonly Address[],
  manner: Race['manner'],
): readonly (readonly Address[])[] {
  if (manner === 'one-after-the-other') return [addresses]
  const priorities = [...new Set(addresses.map(({ priority }) => priority))].sort((a, b) => a - b)
  return priorities.map((one) => interleaved(addresses.filter(({ priority }) => priority === one)))
}

/** RFC 8305 §4 with a First Address Family Count of 1, IPv6 preferred. */
function interleaved<Address extends Told>(addresses: readonly Address[]): readonly Address[] {
  const six = addresses.filter(({ ip }) => ip === 'ipv6')
  const four = addresses.filter(({ ip }) => ip === 'ipv4')
  const pairs = Math.min(six.length, four.length)
  return [
    ...six.slice(0, pairs).flatMap((address, index) => [address, ...four.slice(index, index + 1)]),
    ...six.slice(pairs),
    ...four.slice(pairs),
  ]
}
