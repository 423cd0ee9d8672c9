/**
 * What whoever runs a proxy may tell it to do to the network, a line of JSON each: the happenings of
 * scenarios, of one length, and the two that end what has no length.
 */
import * as z from 'zod'
import { type Checked, InputError } from '../../json/input-error.ts'
import { parseJson } from '../../json/source.ts'
import { quantityField } from '../../quantities/field.ts'
import { duration } from '../../quantities/quantity.ts'
import type { Happening } from '../../scenario/happening.ts'
import { ZERO } from '../../units.ts'

export type NetworkOrder =
  | { readonly do: string; readonly kind: 'happen'; readonly happening: Happening }
  /** Until it is woken. */
  | { readonly do: string; readonly kind: 'sleep' }
  | { readonly do: string; readonly kind: 'wake' }

const lasts = quantityField(duration)
const NOTHING_TOLD = { kind: 'nothing' } as const

const orderSchema = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('outage'), for: lasts }),
  z.strictObject({ do: z.literal('hold'), for: lasts }),
  z.strictObject({
    do: z.literal('address-change'),
    for: lasts.optional(),
    profile: z.string().min(1).optional(),
  }),
  z.strictObject({ do: z.literal('profile'), profile: z.string().min(1) }),
  z.strictObject({ do: z.literal('reset') }),
  z.strictObject({ do: z.literal('forget') }),
  z.strictObject({
    do: z.literal('server-restart'),
    for: lasts,
    sessions: z.enum(['kept', 'lost']).optional(),
  }),
  z.strictObject({ do: z.literal('sleep'), for: lasts.optional() }),
  z.strictObject({ do: z.literal('wake') }),
])

/** Octets of a line; longer ones are no orders. */
export const ORDER_OCTETS_MAX = 4_096

/**
 * `source` names where the line has come from. `server`: whether it is one of one's own, and what becomes
 * of its sessions can be told it.
 */
export function readOrder(
  line: string,
  source: string,
  server: 'own' | 'of-others' = 'own',
): Checked<NetworkOrder> {
  const checked = parseJson(line, source, orderSchema)
  if (!checked.ok) return checked
  const said = checked.value
  if (server === 'of-others' && said.do === 'server-restart' && said.sessions !== undefined) {
    const found = `"${said.sessions}"`
    const expected = 'nothing of them: the server behind goes on, and knows what it knew'
    return { ok: false, error: senseless(source, 'sessions', found, expected) }
  }
  return { ok: true, value: orderOf(said) }
}

const senseless = (file: string, field: string, found: string, expected: string): InputError =>
  new InputError({ code: 'senseless', file, field, found, expected })

function orderOf(said: z.output<typeof orderSchema>): NetworkOrder {
  const happen = (happening: Happening): NetworkOrder => ({
    do: said.do,
    kind: 'happen',
    happening,
  })
  switch (said.do) {
    case 'outage':
      return happen({ kind: 'outage', lasts: said.for, told: NOTHING_TOLD })
    case 'hold':
      return happen({ kind: 'hold', lasts: said.for })
    case 'address-change': {
      const { for: gap = ZERO, profile } = said
      return happen({ kind: 'address-change', lasts: gap, told: NOTHING_TOLD, profile })
    }
    case 'profile':
      return happen({ kind: 'profile-change', profile: said.profile })
    case 'reset':
      return happen({ kind: 'forgotten', by: 'reset' })
    case 'forget':
      return happen({ kind: 'forgotten', by: 'silence' })
    case 'server-restart':
      return happen({ kind: 'server-restart', lasts: said.for, sessions: said.sessions ?? 'kept' })
    case 'sleep':
      return said.for === undefined
        ? { do: said.do, kind: 'sleep' }
        : happen({ kind: 'asleep', lasts: said.for, budget: undefined })
    case 'wake':
      return { do: said.do, kind: 'wake' }
  }
}
