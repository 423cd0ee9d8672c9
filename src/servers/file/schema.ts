/**
 * What a server file may say: the name of a server that is known here, and what is different.
 *
 *     { "format": "xmpp-rtt/server@1", "name": "mine", "base": "prosody",
 *       "sasl": { "mechanisms": ["SCRAM-SHA-256"] } }
 *
 * What is not said is as at the base. Objects are laid over it field by field; lists, and what
 * has a "kind", take the place of the base's.
 */
import * as z from 'zod'
import type { FrontSettings } from '../../front/settings.ts'
import { nameField } from '../../json/format.ts'
import { refuse } from '../../json/refuse.ts'
import { jsonText } from '../../json/text.ts'
import { ZERO } from '../../units.ts'
import { SERVERS } from '../catalogue.ts'
import type { ServerModel } from '../model.ts'
import { changed } from './changes.ts'
import { frontFields } from './front-fields.ts'
import { httpFields } from './http-fields.ts'
import { tlsFields } from './tls-fields.ts'
import { xmppFields } from './xmpp-fields.ts'

export const SERVER_FORMAT = 'xmpp-rtt/server@1'

const NAMES = SERVERS.map(({ name }) => name)

const fields = z.strictObject({
  $schema: z.string().optional(),
  format: z.literal(SERVER_FORMAT),
  name: nameField('my-server')
    .refine((name) => !NAMES.includes(name), {
      params: { expected: 'a name that none of the shipped servers has' },
    })
    .describe('What tables call it'),
  base: z.enum(NAMES).describe('The server that it is like in everything that is not said'),
  summary: z.string().min(1).max(120).optional(),
  tcp: z
    .strictObject({
      nagle: z.enum(['off', 'on']).describe('Nagle’s algorithm at the server’s end'),
      fastOpen: z.enum(['accepted', 'refused']).describe('Data in a SYN (RFC 7413)'),
    } satisfies Record<keyof ServerModel['tcp'], z.ZodType>)
    .partial()
    .optional(),
  tls: tlsFields.optional(),
  front: frontFields.nullable().optional(),
  quic: z
    .literal('spoken')
    .nullable()
    .optional()
    .describe('XMPP over QUIC (XEP-0467); null for none'),
  http: httpFields.optional(),
  ...z.strictObject(xmppFields).partial().shape,
})

type Fields = z.output<typeof fields>

export const serverSchema = fields.transform((file, context): ServerModel => {
  const base = SERVERS.find(({ name }) => name === file.base)
  if (base === undefined) return z.NEVER
  const model = modelOf(file, base)
  checkSense(model, file, context)
  return model
})

function modelOf(file: Fields, base: ServerModel): ServerModel {
  const {
    $schema,
    format,
    name,
    summary,
    tcp,
    tls,
    http,
    front,
    quic,
    base: baseName,
    ...xmpp
  } = file
  const { starttls, direct, ...both } = tls ?? {}
  return {
    name,
    base: baseName,
    summary: summary ?? `${baseName} with changes from a file`,
    tcp: changed(base.tcp, tcp),
    tls: {
      starttls: changed(changed(base.tls.starttls, both), starttls),
      direct: changed(changed(base.tls.direct, both), direct),
    },
    http: changed(base.http, http),
    xmpp: changed(base.xmpp, xmpp),
    ...frontOf(base.front, front),
    ...quicOf(quic === undefined ? base.quic : quic),
  }
}

const quicOf = (said: ServerModel['quic'] | null): Pick<ServerModel, 'quic'> =>
  said === 'spoken' ? { quic: said } : {}

/** Null takes it away; what it says of itself is laid over the base's, or over one at no distance. */
function frontOf(
  base: FrontSettings | undefined,
  file: Fields['front'],
): Pick<ServerModel, 'front'> {
  if (file === null || (file === undefined && base === undefined)) return {}
  return { front: changed(base ?? AT_NO_DISTANCE, file) }
}

const AT_NO_DISTANCE: FrontSettings = {
  service: { roundTrip: ZERO },
  backend: { roundTrip: ZERO },
}

/** What is right field by field and makes no sense together, with what the base has. */
function checkSense(
  { tls, xmpp: { features, fast } }: ServerModel,
  file: Fields,
  context: z.RefinementCtx,
): void {
  const check = (holds: boolean, path: readonly PropertyKey[], expected: string): void => {
    if (!holds) refuse(context, file, expected, [...path])
  }
  check(features.clear.includes('starttls'), ['features', 'clear'], '"starttls" among them')
  check(
    features.secured.includes('sasl1') || features.secured.includes('sasl2'),
    ['features', 'secured'],
    '"sasl1" or "sasl2" among them',
  )
  check(features.authenticated.includes('bind'), ['features', 'authenticated'], '"bind" among them')
  check(
    fast.rotationSeconds <= fast.lifetimeSeconds,
    ['fast', file.fast?.rotationSeconds === undefined ? 'lifetimeSeconds' : 'rotationSeconds'],
    `a token to be renewed within its lifetime (${fast.rotationSeconds} of ${fast.lifetimeSeconds} s)`,
  )
  for (const port of ['starttls', 'direct'] as const) {
    const { acceptsEarlyData, maxEarlyData, tickets } = tls[port]
    const own = file.tls?.[port]?.acceptsEarlyData !== undefined
    const path = own ? ['tls', port, 'acceptsEarlyData'] : ['tls', 'acceptsEarlyData']
    check(
      !acceptsEarlyData || (maxEarlyData > 0 && tickets.kind === 'resume'),
      path,
      'false, or a "maxEarlyData" above 0 and "tickets" of the kind "resume"',
    )
  }
}

/** The JSON Schema for editors, as `server.schema.json` holds it. */
export function serverJsonSchema(): string {
  const schema = z.toJSONSchema(serverSchema, { io: 'input' })
  return jsonText({ title: 'xmpp-rtt server', ...schema })
}
