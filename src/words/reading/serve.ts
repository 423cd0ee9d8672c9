/** The words of a server as where it stands, as what, for whom. */
import * as z from 'zod'
import { aLabels, uLabels } from '../../address.ts'
import { readCertificate } from '../../files/certificate.ts'
import { shippedPolicies } from '../../files/policies.ts'
import { InputError } from '../../json/input-error.ts'
import { quantityField, timeField } from '../../quantities/field.ts'
import { occurrences } from '../../quantities/quantity.ts'
import type { ProxySpec } from '../../run/proxy/proxy.ts'
import type { ServedCertificate } from '../../run/serve/serve.ts'
import type { ServerModel } from '../../servers/model.ts'
import { type Duration, milliseconds, seconds, times, ZERO } from '../../units.ts'
import { type ServedAccount, type ServedPorts, type ServeWords, USUAL_SERVE } from '../serve.ts'
import { accountFields, accountsOf } from './accounts.ts'
import { countField, whileField } from './fields.ts'
import { oneProfile, profileNamed, scenarioNamed } from './proxy.ts'
import { settingFields } from './run-fields.ts'
import { serverNamed } from './servers.ts'
import { accept, type Unread } from './unread.ts'

const DOMAIN = /^(?=.{1,253}$)[a-z0-9-]+(\.[a-z0-9-]+)*$/
const port = countField(0, 65_535)

const serveSchema = z.strictObject({
  ...accountFields,
  host: z.string().min(1).default(USUAL_SERVE.host),
  port: port.default(USUAL_SERVE.port),
  tlsPort: port.default(USUAL_SERVE.tlsPort),
  websocketPort: port.optional(),
  boshPort: port.optional(),
  domain: z
    .string()
    .refine((text) => DOMAIN.test(aLabels(text)), { params: { expected: 'a domain name' } })
    .transform(uLabels)
    .default(USUAL_SERVE.domain),
  server: z.string().default(USUAL_SERVE.server),
  cert: z.string().optional(),
  key: z.string().optional(),
  profile: z.string().optional(),
  scenario: z.string().optional(),
  outages: settingFields.outages,
  seed: settingFields.seed,
  messages: quantityField(occurrences).optional(),
  lasts: whileField.optional(),
  hold: timeField(ZERO, milliseconds(1_000), 'at most 1s').prefault(USUAL_SERVE.hold),
})

export interface Stand {
  readonly host: string
  readonly ports: ServedPorts
  readonly domain: string
  readonly server: ServerModel
  readonly accounts: readonly ServedAccount[]
  /** With none, one is made. */
  readonly certificate: ServedCertificate | undefined
  readonly hold: Duration
  readonly messages: { readonly every: Duration } | undefined
  readonly lasts: Duration | undefined
  /** Undefined: clients come in as they are. */
  readonly over:
    | Pick<ProxySpec, 'profile' | 'profileNamed' | 'outages' | 'scenario' | 'seed' | 'policies'>
    | undefined
}

/** @throws {InputError} about the first thing that is wrong. */
export function readServe(words: Unread<ServeWords>): Stand {
  const { said, read } = accept<ServeWords, typeof serveSchema>(words, serveSchema)
  const { host, domain, server, hold } = read
  refuseSamePorts(read)
  return {
    host,
    ports: {
      starttls: read.port,
      direct: read.tlsPort,
      ...(read.websocketPort === undefined ? {} : { websocket: read.websocketPort }),
      ...(read.boshPort === undefined ? {} : { bosh: read.boshPort }),
    },
    domain,
    server: withoutFront(serverNamed(server, 'server')),
    accounts: accountsOf(read),
    certificate: certificateOf(read),
    hold,
    messages: messagesOf(read),
    lasts: read.lasts,
    over: linkOf(read, said),
  }
}

/** Two of them cannot both be had. */
function refuseSamePorts(read: z.output<typeof serveSchema>): void {
  const fields = ['port', 'tlsPort', 'websocketPort', 'boshPort'] as const
  for (const [index, field] of fields.entries()) {
    const number = read[field]
    if (number === undefined || number === 0) continue
    const other = fields.slice(0, index).find((one) => read[one] === number)
    if (other === undefined) continue
    const expected = 'a port of its own'
    throw new InputError({ code: 'senseless', field, found: `"${number}" twice`, expected })
  }
}

const HOUR = seconds(3_600)
/** More would be a load, and no longer somebody who writes. */
const PER_HOUR_MOST = 10 * 3_600

function messagesOf({ messages: perHour }: z.output<typeof serveSchema>): Stand['messages'] {
  if (perHour === undefined) return undefined
  if (perHour > 0 && perHour <= PER_HOUR_MOST) return { every: times(HOUR, 1 / perHour) }
  const found = `${perHour / 3_600}/s`
  const expected = 'more than none, at most 10/s'
  throw new InputError({ code: 'wrong-value', field: 'messages', found, expected })
}

/** What stands in front of a server is simulated only: here clients meet the server itself. */
function withoutFront(server: ServerModel): ServerModel {
  if (server.front === undefined) return server
  const expected = 'a server that clients meet themselves'
  const found = `"${server.name}", with a proxy in front of it`
  throw new InputError({ code: 'senseless', field: 'server', found, expected })
}

const ABOUT_A_LINK = ['scenario', 'outages', 'seed'] as const

function linkOf(read: z.output<typeof serveSchema>, said: ServeWords): Stand['over'] {
  const { profile, scenario, outages, seed } = read
  if (profile === undefined) {
    const field = ABOUT_A_LINK.find((one) => said[one] !== undefined)
    if (field === undefined) return undefined
    const expected = 'the profile of a link that it is about'
    throw new InputError({ code: 'senseless', field, found: 'no profile', expected })
  }
  return {
    profile: oneProfile([profile], {}),
    outages,
    profileNamed,
    scenario: scenarioNamed(scenario),
    seed,
    policies: shippedPolicies(),
  }
}

function certificateOf({ cert, key }: z.output<typeof serveSchema>): ServedCertificate | undefined {
  if (cert !== undefined && key !== undefined) return readCertificate(cert, key)
  if (cert === undefined && key === undefined) return undefined
  const [field, missing] = cert === undefined ? ['key', 'cert'] : ['cert', 'key']
  throw new InputError({
    code: 'senseless',
    field,
    found: `no ${missing} with it`,
    expected: 'certificate and key together',
  })
}
