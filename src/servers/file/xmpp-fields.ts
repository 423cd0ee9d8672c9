/**
 * What a server file may say of XMPP: each setting of the embedded server by its own name
 * (`xmpp/server/settings.ts`, where they are explained at length).
 */
import * as z from 'zod'
import { BINDING_TYPES } from '../../sasl/channel-binding.ts'
import { SASL_CONDITIONS } from '../../sasl/condition.ts'
import type { Mechanism } from '../../sasl/mechanism.ts'
import { MECHANISMS } from '../../sasl/mechanisms.ts'
import { TOKEN_FORMS } from '../../sasl/records.ts'
import { ITERATIONS_AT_MOST } from '../../sasl/scram/keys.ts'
import { parseElement } from '../../xml/xml.ts'
import {
  type FastSettings,
  INLINE_BIND_FEATURES,
  INLINE_FEATURES,
  type Sasl2Settings,
  type SaslSettings,
  type ServerSettings,
  type SmSettings,
  type ThinkTimes,
} from '../../xmpp/server/settings.ts'
import { extensionFields } from './extension-fields.ts'
import { count, type FieldsOf, text } from './plain-fields.ts'
import { storageFields } from './storage-fields.ts'
import { processingTime } from './time-field.ts'

const seconds = z.int().min(1).max(4_294_967_295)

const unique = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item)
    .refine((list) => new Set(list.map((one) => JSON.stringify(one))).size === list.length, {
      params: { expected: 'each entry once' },
    })

const think = (answer: string) => processingTime.describe(answer)

const thinkFields = z
  .strictObject({
    clearFeatures: think('Stream header and features in the clear'),
    proceed: think('The answer to <starttls/>'),
    features: think('Stream header and features after TLS'),
    restart: think('Stream header and features after SASL'),
    challenge: think('A challenge'),
    success: think('Success in SASL, by a proof that is compared'),
    plainSuccess: think('Success by a password that is hashed, in either profile'),
    sasl2Success: think('Success in SASL2, a session being resumed or nothing asked for'),
    sasl2Bound: think('Success in SASL2, a new session being bound'),
    fastSuccess: think('Success by a token'),
    failure: think('A failure, or a stream error'),
    bind: think('Resource binding outside SASL2'),
    enabled: think('Stream management enabled outside SASL2'),
    resumed: think('Resumption outside SASL2'),
    inlineResumed: think('Resumption inside SASL2, where it takes longer than the success'),
    resumeFailed: think('Resumption outside SASL2 that was refused'),
    stanza: think('Any stanza that is answered or delivered'),
  } satisfies FieldsOf<ThinkTimes>)
  .partial()

/** A feature that is only announced. */
const announced = z
  .strictObject({ xml: z.string().max(10_000) })
  .refine(({ xml }) => isElement(xml), { path: ['xml'], params: { expected: 'one XML element' } })

const isElement = (xml: string): boolean => {
  try {
    const { children } = parseElement(`<one>${xml}</one>`)
    return children.length === 1 && typeof children[0] === 'object'
  } catch {
    return false
  }
}

/** Those known here by name; a text is none of the others, and no text none of these. */
const features = <const Names extends readonly [string, ...string[]]>(...names: Names) =>
  unique(
    z.union([
      z
        .string()
        .meta({ enum: [...names] })
        .pipe(z.enum(names)),
      announced,
    ]),
  )

const featureFields = z
  .strictObject({
    clear: features('starttls'),
    secured: features('sasl2', 'sasl1', 'channel-binding'),
    authenticated: features('bind', 'session', 'sm'),
    unbound: features('bind', 'session', 'sm').describe('Behind SASL2, where that is not alike'),
    ready: features('sm').describe('After SASL2 has bound or resumed a session'),
  } satisfies FieldsOf<ServerSettings['features']>)
  .partial()

/** Announced by servers and not known here: announced for the octets' sake, and refused. */
const LOGIN_ANNOUNCED = ['ANONYMOUS', 'SCRAM-SHA-512', 'X-OAUTH2']

const mechanisms = (known: readonly Mechanism[], announced: readonly string[]) =>
  unique(z.enum([...known.map(({ name }) => name), ...announced]))

const saslFields = z
  .strictObject({
    mechanisms: mechanisms(MECHANISMS.logins, LOGIN_ANNOUNCED).min(1),
    iterations: count(ITERATIONS_AT_MOST).describe('Of PBKDF2'),
    saltOctets: count(1_024),
    nonce: z.enum(['uuid', 'base64']),
    announcementHash: z.enum(['sent', 'omitted']).describe('XEP-0474'),
    bindingTypes: unique(z.enum(BINDING_TYPES)).describe('XEP-0440; empty: no channel binding'),
    bindingTypes12: unique(z.enum(BINDING_TYPES)).describe('The same over TLS 1.2'),
    lastWord: z
      .enum(['in-success', 'in-challenge'])
      .describe('What SASL 1 says with success: there, or in a challenge before (RFC 3920)'),
    failureText: text,
    failuresAllowed: count(1_000).describe('On one stream; the last closes it'),
  } satisfies FieldsOf<SaslSettings>)
  .partial()

const sasl2Fields = z
  .strictObject({
    fromRequired: z
      .enum(['nothing', 'fast', 'sasl2'])
      .describe('Offered only to streams whose header has "from"'),
    inline: unique(z.enum(INLINE_FEATURES)).describe('Inside <authenticate/>'),
    inlineBind: unique(z.enum(INLINE_BIND_FEATURES)).describe('Inside <bind/>'),
    carbonsEnabled: z.enum(['confirmed', 'silent']),
    archive: text.describe('What <bound/> tells of the archive, as XML'),
    identifier: z
      .enum(['first', 'last'])
      .describe('<authorization-identifier>, before or behind what was asked for inline'),
    resourceSeparator: z.enum(['~', '.', '/']),
    resourceLength: count(43).describe('Characters of the server’s part of a resource'),
    featuresAfterResume: z.enum(['sent', 'omitted']),
    stanzasMeanwhile: z
      .enum(['kept', 'refused'])
      .describe('Stanzas that come before the exchange is over'),
  } satisfies FieldsOf<Sasl2Settings>)
  .partial()

const fastFields = z
  .strictObject({
    mechanisms: mechanisms(MECHANISMS.proving('token'), []),
    forms: unique(z.enum(TOKEN_FORMS)).min(1).describe('Wire forms of HT that are understood'),
    earlyData: z.enum(['announced', 'accepted', 'refused']),
    attemptsPerStream: count(1_000),
    pinning: z.enum(['enforced', 'ignored']).describe('Tokens work with their own mechanism only'),
    countChecked: z.enum(['always', 'in-early-data']),
    expired: z.enum(SASL_CONDITIONS),
    revoked: z.enum(SASL_CONDITIONS),
    passwordChanged: z.enum(SASL_CONDITIONS),
    retired: z.enum(SASL_CONDITIONS).describe('Of a token invalidated, or replaced by a newer one'),
    withoutUserAgent: z.enum(['malformed-request', 'close']),
    lifetimeSeconds: seconds,
    rotationSeconds: seconds,
    requestOnResume: z
      .enum(['first', 'own'])
      .describe('Whose <request-token/> counts when a session is resumed'),
    token: z
      .strictObject({
        prefix: z.string().max(100),
        octets: count(255),
        encoding: z.enum(['base64', 'base64url']),
      } satisfies FieldsOf<FastSettings['token']>)
      .partial(),
    expiryDigits: z.union([z.literal(0), z.literal(6)]).describe('After the seconds of "expiry"'),
  } satisfies FieldsOf<FastSettings>)
  .partial()

const truth = z.enum(['1', 'true'])

const smFields = z
  .strictObject({
    resumptionSeconds: seconds.describe('How long a session waits for its client'),
    maxAsked: z.enum(['granted', 'ignored']).describe('"max" of a client that asks for less'),
    acknowledgementSeconds: z
      .union([seconds, z.literal('unlimited')])
      .describe('How long a client may owe the answer to <r/>'),
    displaced: z
      .enum(['conflict', 'closed'])
      .describe('A connection that still holds a session that is resumed'),
    id: z.enum(['random-12', 'erlang-term']),
    resumeValue: z.strictObject({ legacy: truth, inline: truth }).partial(),
    failed: z
      .strictObject({
        inlineShape: z.enum(['direct', 'wrapped-in-error']),
        wrappedText: text,
        wrappedExpiredText: text,
        directText: text,
        directExpiredText: text,
        staleText: text,
        alreadyText: text,
        notYetText: text,
        earlyText: text,
        count: z.enum(['sent', 'omitted']).describe('"h" of a session that has expired'),
        countAfterRestart: z
          .enum(['sent', 'omitted'])
          .describe('"h" of a session that ended because the server was stopped'),
      } satisfies FieldsOf<SmSettings['failed']>)
      .partial(),
    earlyCondition: z
      .enum(['unexpected-request', 'not-authorized'])
      .describe('Of <failed/> before a resource is bound'),
    unauthenticated: z
      .enum(['failed', 'stream-error'])
      .describe('What comes of stream management before authentication'),
    staleCount: z
      .enum(['resumed', 'failed'])
      .describe('A resumption with "h" below what was acknowledged'),
    requestAfterResume: z.enum(['sent', 'omitted']),
    requestAfterStanza: z.enum(['sent', 'omitted']),
  } satisfies FieldsOf<SmSettings>)
  .partial()

const limits = z
  .strictObject({
    elementBytes: count(1_000_000_000),
    depth: count(1_000),
    attributes: count(10_000),
    whitespace: z.enum(['counted', 'free']).describe('As part of the element behind it, or not'),
  } satisfies FieldsOf<ServerSettings['limits']['before']>)
  .partial()

export const xmppFields = {
  think: thinkFields.describe('From a request to its answer, by kind of answer'),
  capacity: z
    .union([count(1_000_000), z.literal('unlimited')])
    .describe('Answers that are worked on at a time, for all connections together'),
  features: featureFields.describe('Announced, and done; in order'),
  framing: z.enum(['flight', 'element']).describe('A write for each flight, or each element'),
  leftOutOfBodies: z
    .array(
      z.string().regex(/^[a-z][a-z0-9-]{0,99}$/, { error: 'the name of an element, as in "sm"' }),
    )
    .max(20)
    .describe('Features that are not there in bodies of HTTP (XEP-0206), by their elements'),
  streamId: z.enum(['uuid', 'decimal']),
  steps: z
    .enum(['marked', 'required-marked', 'bare'])
    .describe('<required/> and <optional/> in the features of bind and sm'),
  legacyPipelining: z
    .enum(['always', 'declaration-free', 'never'])
    .describe('A restarted stream that comes before success has left'),
  silenceSeconds: z
    .union([seconds, z.literal('unlimited')])
    .describe('How long a client may be silent before it is asked whether it is there'),
  answers: z.enum(['brief', 'addressed', 'in-full']).describe('How the result of an iq is written'),
  session: z.enum(['required', 'optional', 'off']).describe('RFC 3921 session establishment'),
  sasl: saslFields,
  sasl2: sasl2Fields,
  fast: fastFields,
  sm: smFields,
  storage: storageFields,
  extensions: extensionFields,
  limits: z
    .strictObject({ before: limits, after: limits } satisfies FieldsOf<ServerSettings['limits']>)
    .partial()
    .describe('What is read of one element, before and after authentication'),
} satisfies FieldsOf<ServerSettings>
