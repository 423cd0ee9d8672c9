/** What a server file may say of what a server keeps: each setting of `storage` by its own name. */
import * as z from 'zod'
import type {
  ArchiveSettings,
  DelayStamp,
  OfflineStorage,
  RosterSettings,
  StorageSettings,
} from '../../xmpp/server/storage-settings.ts'
import { count, type FieldsOf, text } from './plain-fields.ts'

const stampFields = {
  by: z.enum(['account', 'domain']).describe('Whose address stands in it'),
  digits: z.union([z.literal(0), z.literal(6)]).describe('After the seconds'),
  text,
} satisfies FieldsOf<DelayStamp>

const offline = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('refused') }),
  z.strictObject({
    kind: z.literal('stored'),
    stamp: z.strictObject(stampFields),
    comes: z.enum(['before-presence', 'behind-presence']),
    afterQuery: z
      .enum(['held-back', 'sent'])
      .describe('To a session that has asked the archive, which has them too'),
    bind2: z.enum(['kept', 'discarded']).describe('By binding inside SASL2'),
  } satisfies FieldsOf<OfflineStorage>),
])

const archive = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('kept'),
    id: z.enum(['uuid', 'microseconds']),
    pageDefault: count(1_000),
    pageMost: count(1_000),
    mark: z.enum(['stanza-id', 'archived-and-stanza-id']),
    keeps: z.enum(['as-sent', 'as-delivered']).describe('Without the mark, or with it'),
    results: z.strictObject({
      from: z.enum(['account', 'unsaid']),
      stamp: z.enum(['before', 'behind-from-domain']),
    } satisfies FieldsOf<ArchiveSettings['results']>),
    fin: z.strictObject({
      complete: z.enum(['of-the-last', 'of-all']),
      count: z.enum(['sent', 'omitted']),
    } satisfies FieldsOf<ArchiveSettings['fin']>),
    unknownId: z.enum(['item-not-found', 'empty', 'from-the-start']),
  } satisfies FieldsOf<ArchiveSettings>),
])

export const storageFields = z
  .strictObject({
    offline: offline.describe('What comes while nobody is available'),
    leftOver: z
      .enum(['stored', 'returned', 'lost'])
      .describe('Of a session that is over, what it had not acknowledged'),
    resent: z
      .discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('as-they-were') }),
        z.strictObject({ kind: z.literal('stamped'), ...stampFields }),
      ])
      .describe('Stanzas that are sent again on a session that is resumed'),
    archive: archive.describe('XEP-0313'),
    roster: z
      .strictObject({
        version: z.enum(['number', 'sha-1']),
        changes: z
          .enum(['in-full', 'pushed'])
          .describe('To a client that has an older version of the roster'),
      } satisfies FieldsOf<RosterSettings>)
      .partial(),
  } satisfies FieldsOf<StorageSettings>)
  .partial()
