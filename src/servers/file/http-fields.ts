/** What a server file may say of XMPP that is carried by HTTP. */
import * as z from 'zod'
import type { BoshAttribute, BoshField, BoshSettings } from '../../bosh/settings.ts'
import type { OpeningField } from '../../http/web-socket/handshake.ts'
import type { ServerHttp } from '../model.ts'
import type { FieldsOf } from './plain-fields.ts'

const name = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, {
  error: 'the name of a field of HTTP, as in "Cache-Control"',
})
const value = z
  .string()
  .regex(/^[\x20-\x7e]{0,1000}$/, { error: 'at most 1000 characters of ASCII' })

const field = z
  .union([z.enum(['accept', 'protocol']), z.tuple([name, value])])
  .transform((given): OpeningField => given)

const path = z
  .string()
  .regex(/^\/[\x21-\x3e\x40-\x7e]{0,199}$/, { error: 'a path, as in "/xmpp-websocket"' })
  .describe('The path')

const channel = z
  .enum(['seen', 'hidden'])
  .describe('Whether XMPP sees the TLS below, and can be bound to it')

const webSocket = z
  .strictObject({
    target: path,
    fields: z
      .array(field)
      .max(50)
      .describe('Of the answer to the opening handshake (RFC 6455 §4.2.2), in their order'),
  } satisfies FieldsOf<ServerHttp['webSocket']>)
  .partial()

const boshField = z
  .union([z.literal('length'), z.tuple([name, value])])
  .transform((given): BoshField => given)

const attributeName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z:-]{0,99}$/, { error: 'the name of an attribute, as in "xmpp:version"' })
const boshAttributes = z
  .array(
    z
      .union([
        z.enum(['sid', 'authid', 'wait', 'requests', 'hold', 'inactivity', 'maxpause', 'from']),
        z.tuple([attributeName, value]),
      ])
      .transform((given): BoshAttribute => given),
  )
  .max(50)

const seconds = (most: number) => z.int().min(0).max(most)

const bosh = z
  .strictObject({
    target: path,
    channel,
    fields: z.array(boshField).max(50).describe('Of each answer (XEP-0124), in their order'),
    attributes: z
      .strictObject({
        created: boshAttributes.describe('In the answer that a session begins with'),
        restarted: boshAttributes.describe('Behind a restart (XEP-0206 §5)'),
        others: boshAttributes,
      } satisfies FieldsOf<BoshSettings['attributes']>)
      .partial()
      .describe('Of <body/>, in their order'),
    sid: z.enum(['uuid', 'hexadecimal-40']).describe('What a session is called'),
    inactivitySeconds: seconds(86_400).describe('Without a request, after which a session is over'),
    pauseAtMostSeconds: seconds(86_400).describe(
      'That a client may ask for instead; 0: it may not',
    ),
    waitAtMostSeconds: seconds(3_600).describe('For which a request is held at most'),
    answers: z
      .enum(['in-one', 'as-they-come'])
      .describe('All that is said to a request in one answer, or the first of it'),
    behindRestart: z
      .enum(['taken', 'lost'])
      .describe('What is said behind a restart in its request, which is to be empty (XEP-0206 §5)'),
  } satisfies FieldsOf<BoshSettings>)
  .partial()

export const httpFields = z
  .strictObject({
    channel,
    webSocket,
    bosh,
  } satisfies FieldsOf<ServerHttp>)
  .partial()
