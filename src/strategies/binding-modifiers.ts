/** Modifiers of what a client binds to of the channel, where there is something to bind. */
import type { BindingType } from '../sasl/channel-binding.ts'
import type { Base } from './base.ts'
import type { Modifier } from './modifier.ts'
import { overHttp } from './over.ts'

const unbindable = ({ language, over }: Base): string | undefined => {
  if (language === 'octets') return 'there is no authentication to bind'
  return overHttp(over)
    ? 'over HTTP nothing is bound anyway: a browser shows nothing of its TLS'
    : undefined
}

/** One type and no other, as a client has it that knows no other, or none at all. */
const binding = <const Name extends string>(
  name: Name,
  summary: string,
  to: BindingType | 'unbound',
): Modifier & { readonly name: Name } => ({
  name,
  summary,
  unfit: unbindable,
  oneOf: 'binding',
  manner: { binding: to },
  tokens: { binding: to },
  earlier: 'shared',
})

export const unbound = {
  ...binding(
    'unbound',
    'no channel binding, even where it is offered: SCRAM-…, HT-…-NONE',
    'unbound',
  ),
  hazard: {
    where: 'binding-offered',
    why: 'no channel binding where the server offers it: XEP-0440 §4 and, of tokens, XEP-0484 §6 have clients prefer what binds',
  },
} as const satisfies Modifier

/** `early`: those by which authentication rides in early data. */
export const boundToOne = (tls12: Modifier, early: readonly Modifier[]) => {
  const exporter = {
    ...binding(
      'bind-exporter',
      'bound to the exporter value of TLS (RFC 9266), or to nothing',
      'tls-exporter',
    ),
    clashes: early.map((modifier) => ({
      modifier,
      why: 'there is no exporter value in early data: RFC 9266 §2 takes it from the secret of a complete handshake',
    })),
  } as const satisfies Modifier

  const unique = {
    ...binding(
      'bind-unique',
      'bound to the first Finished of TLS 1.2 (RFC 5929 §3), or to nothing',
      'tls-unique',
    ),
    requires: {
      modifier: tls12,
      why: 'tls-unique is not defined for TLS 1.3 (RFC 8446 App. C.5): write tls12+bind-unique',
    },
  } as const satisfies Modifier

  const endPoint = binding(
    'bind-end-point',
    'bound to the server’s certificate (RFC 5929 §4), or to nothing',
    'tls-server-end-point',
  )

  return [exporter, unique, endPoint] as const
}
