/** What a server file may say of what hardly any server offers: each setting of `extensions` by its name. */
import * as z from 'zod'
import { MECHANISMS } from '../../sasl/mechanisms.ts'
import { type ExtensionSettings, UPGRADES } from '../../xmpp/server/extension-settings.ts'
import type { FieldsOf } from './plain-fields.ts'

const tokenMechanisms = MECHANISMS.proving('token').map(({ name }) => name)

export const extensionFields = z
  .strictObject({
    secondFactor: z.enum(['asked', 'never']).describe('TOTP (XEP-0400), of enrolled accounts'),
    upgrades: z.array(z.enum(UPGRADES)).max(UPGRADES.length).describe('XEP-0480'),
    configVersion: z.enum(['announced', 'unknown']).describe('XEP-0509'),
    instantResumption: z
      .array(z.enum(tokenMechanisms))
      .max(tokenMechanisms.length)
      .describe('XEP-0397: its mechanisms; empty: unknown'),
    pipelining: z.enum(['announced', 'unknown']).describe('XEP-0305'),
    clientAccess: z
      .enum(['managed', 'unknown'])
      .describe('XEP-0494, shown to no one but the owner'),
    earlyLogin: z.enum(['refused', 'taken']).describe('Other than FAST, in TLS early data'),
  } satisfies FieldsOf<ExtensionSettings>)
  .partial()
