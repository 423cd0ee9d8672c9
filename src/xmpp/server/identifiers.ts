/** Everything that a server makes up, in the form that the server at hand gives it. */
import { hash } from 'node:crypto'
import type { Random } from '../../random.ts'
import { uuid } from '../uuid.ts'
import type { ServerSettings } from './settings.ts'
import type { ArchiveSettings } from './storage-settings.ts'

export const streamId = (settings: ServerSettings, random: Random): string =>
  settings.streamId === 'uuid' ? uuid(random) : decimal(random)

export const serverNonce = (settings: ServerSettings, random: Random): string =>
  settings.sasl.nonce === 'uuid' ? uuid(random) : encoded(random.bytes(16), 'base64')

export const tokenSecret = (settings: ServerSettings, random: Random): string => {
  const { prefix, octets, encoding } = settings.fast.token
  return prefix + encoded(random.bytes(octets), encoding)
}

export const smId = (settings: ServerSettings, random: Random, resource: string): string => {
  if (settings.sm.id === 'random-12') return encoded(random.bytes(9), 'base64url')
  // The external term format of {Resource, <<8 octets>>}: version 131, small tuple of 2, binaries.
  const name = Buffer.from(resource, 'utf8')
  const head = Buffer.from([131, 104, 2, 109, 0, 0, name.length >> 8, name.length & 255])
  const tail = Buffer.from([109, 0, 0, 0, 8])
  return Buffer.concat([head, name, tail, random.bytes(8)]).toString('base64')
}

/** Stable per tag and user agent, whose id must not be seen in it (XEP-0386 §4). */
export const resourceSuffix = (settings: ServerSettings, secret: string, client: string): string =>
  hash('sha256', `${secret} ${client}`, 'base64url').slice(0, settings.sasl2.resourceLength)

/** Of one more message in an archive, at a time in milliseconds since 1970. */
export const archiveId = (
  { id }: ArchiveSettings,
  random: Random,
  at: number,
  kept: number,
): string => (id === 'uuid' ? uuid(random) : String(at * 1_000 + (kept % 1_000)))

/** Nineteen or twenty digits, as of a 64-bit number. */
const decimal = (random: Random): string =>
  ((BigInt(random.uint32()) << 32n) | BigInt(random.uint32())).toString()

const encoded = (bytes: Uint8Array, encoding: 'base64' | 'base64url'): string =>
  Buffer.from(bytes).toString(encoding)
