/** Strategies over QUIC on a link that is too narrow for it (RFC 9000 §14: it must not be used there). */
import { InputError } from '../../json/input-error.ts'
import type { ResolvedProfile } from '../../profiles/resolve.ts'
import { leastMtu, tooNarrow } from '../../run/quic-path.ts'
import { type RunSpec, strategyOf } from '../../run/spec.ts'
import { isOverQuic } from '../../strategies/over.ts'

type Paths = Pick<RunSpec, 'profiles' | 'tcp'>

/** `field`: where profiles are said. @throws {InputError} about the first that has a link too narrow. */
export function refuseNarrow(
  { strategies, ...paths }: Paths & Pick<RunSpec, 'strategies'>,
  field: 'profile' | 'profiles',
): void {
  const narrow = tooNarrow(paths.profiles, paths.tcp)
  const quic = strategies.map(strategyOf).find(isOverQuic)
  if (narrow === undefined || quic === undefined) return
  const isSaid = narrow.kind === 'figures' && narrow.overridden.includes('mtu')
  throw new InputError({
    code: 'senseless',
    field: isSaid ? 'mtu' : field,
    found: `${isSaid ? `${narrow.mtu}B` : mtuText(narrow)} with QUIC (${quic.name})`,
    expected: leastText(paths),
  })
}

/** Why strategies over QUIC are left out, where they are not asked for one by one. */
export function narrowRemark(paths: Paths): string | undefined {
  const narrow = tooNarrow(paths.profiles, paths.tcp)
  return narrow && `QUIC is left out: found ${mtuText(narrow)}, expected ${leastText(paths)}`
}

const mtuText = ({ name, mtu }: ResolvedProfile): string => `${name}, of MTU ${mtu}B`
const leastText = ({ tcp }: Paths): string => `at least ${leastMtu(tcp)}B (RFC 9000 §14)`
