/** What a server file may say of TLS: what OpenSSL and its users can set, for either port. */
import * as z from 'zod'
import { quantityField } from '../../quantities/field.ts'
import { duration } from '../../quantities/quantity.ts'
import type { TicketPolicy, TlsServerBehaviour } from '../../tls/settings.ts'
import { processingTime } from './time-field.ts'

/** RFC 8446 §4.6.1: a count of 32 bits. */
const EARLY_DATA_MAX = 0xffff_ffff
/** A ticket is a field of 16 bits (RFC 8446 §4.6.1). */
const ticketOctets = z.int().min(1).max(65_535)
const ticketCount = z.int().min(0).max(10)
/** As OpenSSL makes them. */
const USUAL_TICKET_OCTETS = { '1.2': 176, '1.3': 208 } as const

const tickets = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('none') }),
    z
      .strictObject({ kind: z.literal('useless'), octets: ticketOctets.default(32) })
      .describe('Sent, and never resumed'),
    z
      .strictObject({
        kind: z.literal('resume'),
        key: z
          .string()
          .min(1)
          .max(80)
          .default('own')
          .describe('Ports with the same key resume each other’s'),
        octets: z
          .strictObject({ '1.2': ticketOctets, '1.3': ticketOctets })
          .default(USUAL_TICKET_OCTETS),
      })
      .describe('Sent, and resumed'),
  ])
  .transform((policy): TicketPolicy => policy)

/** All but what each way to connect brings along: post-quantum shares, HelloRetryRequest. */
type Shape = Record<keyof Omit<TlsServerBehaviour, 'postQuantum' | 'helloRetryRequest'>, z.ZodType>

const shape = {
  versions: z
    .array(z.enum(['1.2', '1.3']))
    .min(1)
    .describe('That it speaks'),
  requestsClientCertificate: z.boolean(),
  acknowledgesServerName: z.boolean().describe('An empty server_name extension (RFC 6066 §3)'),
  earlyHello: z
    .enum(['kept', 'refused'])
    .describe('A ClientHello that comes along with <starttls/> (XEP-0305)'),
  tickets,
  ticketLifetime: quantityField(duration),
  ticketCount: z
    .strictObject({ full: ticketCount, resumed: ticketCount })
    .partial()
    .describe('Tickets after a full TLS 1.3 handshake, and after a resumed one'),
  ticketWrites: z
    .enum(['separate', 'together'])
    .describe('A write for each ticket (OpenSSL on a socket), or one for all (memory BIOs)'),
  maxEarlyData: z
    .int()
    .min(0)
    .max(EARLY_DATA_MAX)
    .describe('Octets, as written into tickets; 0: no early data'),
  acceptsEarlyData: z.boolean().describe('Whether early data is in fact taken'),
  halfRttData: z
    .boolean()
    .describe('Sends application data before the client’s Finished (RFC 8446 §4.4.4)'),
  flightThink: processingTime.describe('From the ClientHello to the server’s flight'),
} satisfies Shape

const eachPort = z.strictObject(shape).partial()

/** For both ports, and for one of them over that. */
export const tlsFields = eachPort
  .extend({
    starttls: eachPort.describe('Over it, for the port with STARTTLS'),
    direct: eachPort.describe('Over it, for the port that speaks TLS at once'),
  })
  .partial()

export const TLS_FIELDS = Object.keys(shape) as readonly (keyof typeof shape)[]
