/** What a server file may say of XMPP that is carried by HTTP. */
import { z } from 'zod'
import type { OpeningField } from '../../http/web-socket/handshake.ts'
import type { ServerHttp } from '../model.ts'
import type { FieldsOf } from './plain-fields.ts'

const name = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/)
const value = z.string().regex(/^[\x20-\x7e]{0,1000}$/)

const field = z
  .union([z.enum(['accept', 'protocol']), z.tuple([name, value])])
  .transform((given): OpeningField => given)

const webSocket = z
  .strictObject({
    target: z
      .string()
      .regex(/^\/[\x21-\x3e\x40-\x7e]{0,199}$/)
      .describe('The path'),
    fields: z
      .array(field)
      .max(50)
      .describe('Of the answer to the opening handshake (RFC 6455 §4.2.2), in their order'),
  } satisfies FieldsOf<ServerHttp['webSocket']>)
  .partial()

export const httpFields = z
  .strictObject({
    channel: z
      .enum(['seen', 'hidden'])
      .describe('Whether XMPP sees the TLS below, and can be bound to it'),
    webSocket,
  } satisfies FieldsOf<ServerHttp>)
  .partial()
