/**
 * Links that are too narrow for what they are to carry: IPv6, whose links bring at least 1280 octets
 * across (RFC 8200 §5), and strategies over QUIC, which must not be used on less than its smallest
 * Initial takes (RFC 9000 §14).
 */
import { InputError } from '../../json/input-error.ts'
import type { ResolvedProfile } from '../../profiles/resolve.ts'
import { LEAST_QUIC_MTU, tooNarrowForQuic } from '../../run/quic-path.ts'
import { type RunSpec, strategyOf } from '../../run/spec.ts'
import type { TcpChoice } from '../../run/tcp-choice.ts'
import { isOverQuic } from '../../strategies/over.ts'

type Profiles = RunSpec['profiles']

const LEAST_IPV6_MTU = 1280

/** `field`: where they are said. @throws {InputError} about the first that cannot carry IPv6, if that is used. */
export function refuseNarrowForIpv6(
  { ip }: Pick<TcpChoice, 'ip'>,
  profiles: Profiles,
  field: 'profile' | 'profiles' | 'scenario' | 'scenarios',
): void {
  const narrow = profiles.find(({ mtu }) => mtu < LEAST_IPV6_MTU)
  if (ip !== 'ipv6' || narrow === undefined) return
  throw complaint(narrow, field, 'IPv6', `at least ${LEAST_IPV6_MTU}B (RFC 8200 §5)`)
}

/** `field`: where profiles are said. @throws {InputError} about the first that has a link too narrow. */
export function refuseNarrowForQuic(
  { strategies, profiles }: Pick<RunSpec, 'strategies' | 'profiles'>,
  field: 'profile' | 'profiles',
): void {
  const narrow = tooNarrowForQuic(profiles)
  const quic = strategies.map(strategyOf).find(isOverQuic)
  if (narrow === undefined || quic === undefined) return
  throw complaint(narrow, field, `QUIC (${quic.name})`, LEAST_QUIC)
}

/** Why strategies over QUIC are left out, where they are not asked for one by one. */
export function narrowRemark(profiles: Profiles): string | undefined {
  const narrow = tooNarrowForQuic(profiles)
  return narrow && `QUIC is left out: found ${mtuText(narrow)}, expected ${LEAST_QUIC}`
}

const LEAST_QUIC = `at least ${LEAST_QUIC_MTU}B (RFC 9000 §14)`

function complaint(
  narrow: ResolvedProfile,
  field: string,
  carried: string,
  expected: string,
): InputError {
  const isSaid = narrow.kind === 'figures' && narrow.overridden.includes('mtu')
  return new InputError({
    code: 'senseless',
    field: isSaid ? 'mtu' : field,
    found: `${isSaid ? `${narrow.mtu}B` : mtuText(narrow)} with ${carried}`,
    expected,
  })
}

const mtuText = ({ name, mtu }: ResolvedProfile): string => `${name}, of MTU ${mtu}B`
