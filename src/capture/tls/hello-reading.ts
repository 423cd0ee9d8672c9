/** What both hellos of a handshake tell whoever reads along (RFC 8446 §4.1, RFC 5246 §7.4.1). */
import { Fields } from '../octets/read.ts'
import { EXTENSION, VERSION } from './extension.ts'
import { RETRY_RANDOM } from './handshake-message.ts'

export interface ReadClientHello {
  readonly random: Uint8Array
  readonly serverName: string | undefined
  readonly protocols: readonly string[]
  readonly offersEarlyData: boolean
}

export interface ReadServerHello {
  readonly random: Uint8Array
  /** Older than those two: undefined. */
  readonly version: '1.2' | '1.3' | undefined
  readonly suite: number
  /** TLS 1.3: a ticket was taken. */
  readonly resumes: boolean
  /** It asks for another ClientHello. */
  readonly retry: boolean
}

/** The message without its header; undefined when it is malformed. */
export function readClientHello(body: Uint8Array): ReadClientHello | undefined {
  const fields = new Fields(body)
  fields.number(2)
  const random = fields.take(32)
  fields.vector(1)
  fields.vector(2)
  if (random === undefined || fields.vector(1) === undefined) return undefined
  const extensions = readExtensions(fields)
  return {
    random,
    serverName: serverNameIn(extensions.get(EXTENSION.serverName)),
    protocols: protocolsIn(extensions.get(EXTENSION.applicationProtocols)),
    offersEarlyData: extensions.has(EXTENSION.earlyData),
  }
}

export function readServerHello(body: Uint8Array): ReadServerHello | undefined {
  const fields = new Fields(body)
  const legacy = fields.number(2)
  const random = fields.take(32)
  fields.vector(1)
  const suite = fields.number(2)
  if (random === undefined || suite === undefined || fields.number(1) === undefined)
    return undefined
  const extensions = readExtensions(fields)
  const selected = extensions.get(EXTENSION.supportedVersions)
  const version = selected === undefined ? legacy : new Fields(selected).number(2)
  return {
    random,
    version: version === VERSION['1.3'] ? '1.3' : version === VERSION['1.2'] ? '1.2' : undefined,
    suite,
    resumes: extensions.has(EXTENSION.preSharedKey),
    retry: RETRY_RANDOM.equals(random),
  }
}

/** Whether EncryptedExtensions take early data (RFC 8446 §4.2.10). */
export const acceptsEarlyData = (body: Uint8Array): boolean =>
  readExtensions(new Fields(body)).has(EXTENSION.earlyData)

/** By their numbers; as many as are whole. */
function readExtensions(fields: Fields): ReadonlyMap<number, Uint8Array> {
  const extensions = new Map<number, Uint8Array>()
  const all = fields.vector(2)
  if (all === undefined) return extensions
  const inside = new Fields(all)
  while (inside.left > 0) {
    const type = inside.number(2)
    const contents = inside.vector(2)
    if (type === undefined || contents === undefined) break
    extensions.set(type, contents)
  }
  return extensions
}

function serverNameIn(extension: Uint8Array | undefined): string | undefined {
  if (extension === undefined) return undefined
  const names = new Fields(new Fields(extension).vector(2) ?? extension)
  return names.number(1) === 0 ? text(names.vector(2)) : undefined
}

function protocolsIn(extension: Uint8Array | undefined): readonly string[] {
  const list = extension && new Fields(extension).vector(2)
  if (list === undefined) return []
  const fields = new Fields(list)
  const protocols: string[] = []
  while (fields.left > 0) {
    const protocol = text(fields.vector(1))
    if (protocol === undefined) break
    protocols.push(protocol)
  }
  return protocols
}

const text = (octets: Uint8Array | undefined): string | undefined =>
  octets && Buffer.from(octets).toString('latin1')
