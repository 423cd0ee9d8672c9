/**
 * Which mechanism a token is asked for (XEP-0484 §3.2): of those that it can be used with next
 * time the best that is offered, one that binds rather than one that does not (§6).
 */
import { bindingOf } from '../../sasl/channel-binding.ts'
import type { Talk } from './talk.ts'

/** Undefined where no such mechanism is offered. */
export const tokenMechanism = ({ manner, mechanisms, offered, tls }: Talk): string | undefined =>
  manner.tokens.find((name) => {
    const mechanism = mechanisms.named(name)
    if (mechanism?.proves !== 'token' || offered?.sasl2?.fast.includes(name) !== true) return false
    return bindingOf(mechanism.binds, tls) !== undefined
  })
