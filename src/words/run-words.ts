/**
 * What every run is told beside strategies and profiles: what kind of TCP, when an attempt is
 * given up, which seed, which server. As people write it, and as the run takes it.
 */
import { z } from 'zod'
import { type OverrideWords, overrideFields } from '../profiles/overrides.ts'
import { FAST_OPEN_FAULTS, type FastOpenFault } from '../run/fast-open.ts'
import type { RunSpec } from '../run/spec.ts'
import { DEFAULT_TCP, HZ, type Hz } from '../run/tcp-choice.ts'
import { CHAIN_NAMES, type ChainName, DEFAULT_CHAIN } from '../servers/certified.ts'
import { milliseconds, nanoseconds, toMilliseconds } from '../units.ts'
import { timeField } from './fields.ts'

/** What is not said stands as in {@link USUAL}. */
export interface SettingWords extends OverrideWords {
  /** TCP's timers at both ends: Linux's tick and timer wheel, or exact ones. */
  readonly timers?: 'linux' | 'ideal' | undefined
  /** Linux's tick. */
  readonly hz?: Hz | undefined
  readonly congestion?: 'cubic' | 'reno' | undefined
  /** The client's Nagle algorithm. */
  readonly nagle?: 'off' | 'on' | undefined
  /** What happens to TCP Fast Open on the way; needs a strategy with `+tfo`. */
  readonly fastOpenFault?: FastOpenFault | undefined
  /** When an attempt is given up, as in `60s`; at most an hour. */
  readonly timeout?: string | undefined
  /** Decides everything that is random: same seed, same bytes. */
  readonly seed?: string | number | undefined
}

/** Of a run against embedded servers. */
export interface RunWords extends SettingWords {
  /** The certificate chain that they present, by name. */
  readonly certificate?: ChainName | undefined
}

/** What a run is against when nothing is said, by name. */
export const USUAL_SERVER = 'prosody'

export const USUAL = {
  certificate: DEFAULT_CHAIN,
  ...DEFAULT_TCP,
  timeout: '60s',
  seed: '1',
} as const satisfies RunWords

/** An hour: what histograms hold is a day, and nobody waits longer for a chat. */
const TIMEOUT_MAX = milliseconds(3_600_000)

const SHORTEST = nanoseconds(1)

export const settingFields = {
  ...overrideFields,
  timers: z.enum(['linux', 'ideal']).default(USUAL.timers),
  hz: z.literal(HZ).default(USUAL.hz),
  congestion: z.enum(['cubic', 'reno']).default(USUAL.congestion),
  nagle: z.enum(['off', 'on']).default(USUAL.nagle),
  fastOpenFault: z.enum(FAST_OPEN_FAULTS).optional(),
  timeout: timeField(SHORTEST, TIMEOUT_MAX, 'more than 0s, at most 3600s').prefault(USUAL.timeout),
  seed: z
    .union([z.string().min(1), z.int()])
    .transform(String)
    .prefault(USUAL.seed),
}

export const runFields = {
  ...settingFields,
  certificate: z.enum(CHAIN_NAMES).default(USUAL.certificate),
}

const settingsSchema = z.object(settingFields)

export function settingsOf(
  read: z.output<typeof settingsSchema>,
): Pick<RunSpec, 'seed' | 'timeoutMs' | 'tcp' | 'fastOpenFault'> {
  const { seed, timeout, timers, hz, congestion, nagle, fastOpenFault } = read
  const tcp = { timers, hz, congestion, nagle }
  return { seed, timeoutMs: toMilliseconds(timeout), tcp, fastOpenFault }
}
