/** The fields that runs share: their schema, and what they come to. */
import * as z from 'zod'
import { CLIENTS } from '../../clients/catalogue.ts'
import { InputError } from '../../json/input-error.ts'
import { overrideFields } from '../../profiles/overrides.ts'
import { timeField } from '../../quantities/field.ts'
import { HOST_TIMES } from '../../run/client.ts'
import { FAST_OPEN_FAULTS } from '../../run/fast-open.ts'
import type { RunSpec } from '../../run/spec.ts'
import { CONGESTIONS, HZ, type TcpChoice } from '../../run/tcp-choice.ts'
import { CHAIN_NAMES } from '../../servers/certified.ts'
import { milliseconds, nanoseconds, toMilliseconds } from '../../units.ts'
import { USUAL } from '../settings.ts'

/** An hour: what histograms hold is a day, and nobody waits longer for a chat. */
const TIMEOUT_MAX = milliseconds(3_600_000)

const SHORTEST = nanoseconds(1)

export const settingFields = {
  ...overrideFields,
  timers: z.enum(['linux', 'ideal']).default(USUAL.timers),
  hz: z.literal(HZ).optional(),
  congestion: z.enum(CONGESTIONS).default(USUAL.congestion),
  nagle: z.enum(['off', 'on']).optional(),
  ipv6: z.boolean().default(false),
  hostTime: z.enum(HOST_TIMES).optional(),
  fastOpenFault: z.enum(FAST_OPEN_FAULTS).optional(),
  connectTimeout: timeField(SHORTEST, TIMEOUT_MAX, 'more than 0s, at most 3600s').optional(),
  timeout: timeField(SHORTEST, TIMEOUT_MAX, 'more than 0s, at most 3600s').prefault(USUAL.timeout),
  seed: z
    .custom<string | number>((seed) => typeof seed === 'string' || Number.isInteger(seed), {
      params: { expected: 'a text or a whole number' },
    })
    .pipe(
      z.union([
        z
          .string()
          .min(1)
          .refine((text) => /^\P{Cc}*$/u.test(text), {
            params: { expected: 'a text of one line, without control characters' },
          }),
        z.int(),
      ]),
    )
    .transform(String)
    .prefault(USUAL.seed),
}

const CLIENT_NAMES = CLIENTS.map(({ name }) => name)

export const runFields = {
  ...settingFields,
  client: z
    .enum(CLIENT_NAMES)
    .transform((name) => CLIENTS.find((one) => one.name === name))
    .optional(),
  certificate: z.enum(CHAIN_NAMES).default(USUAL.certificate),
}

const settingsSchema = z.object(settingFields)

export function settingsOf(
  read: z.output<typeof settingsSchema>,
): Pick<RunSpec, 'seed' | 'timeoutMs' | 'tcp' | 'hostTime' | 'fastOpenFault'> {
  const { seed, timeout, timers, hz, congestion, nagle, ipv6, hostTime, fastOpenFault } = read
  const { connectTimeout } = read
  if (hz !== undefined && timers === 'ideal') {
    const [found, expected] = ['ideal timers', 'those of linux, which have a tick']
    throw new InputError({ code: 'senseless', field: 'hz', found, expected })
  }
  const tcp: TcpChoice = {
    ...{ timers, hz: hz ?? USUAL.hz, congestion, nagle },
    ...(ipv6 ? { ip: 'ipv6' } : {}),
    ...(connectTimeout === undefined ? {} : { connectTimeout }),
  }
  return { seed, timeoutMs: toMilliseconds(timeout), tcp, hostTime, fastOpenFault }
}
