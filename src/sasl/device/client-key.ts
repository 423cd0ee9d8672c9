/**
 * CLIENT-KEY and CLIENT-KEY-PLUS (draft-cridland-kitten-clientkey-00, XEP-0399): one message with
 * a count that never comes twice, and the server's proof with the success. The draft's body could
 * not be had; its messages are reconstructed with the means of SCRAM, so that the server needs
 * nothing that anybody could log in with:
 *
 *     C: gs2-header "n=" user ",d=" device ",c=" count ",p=" base64( proof )
 *     S: "v=" base64( HMAC( ServerKey, what was proven ) )
 *
 * Left out: registering a device (XEP-0399 §4), on an earlier session. There the server would be
 * given the keys that are made of the device's; here it makes them.
 */
import type { Failure } from '../../transport.ts'
import { type BindingType, bindingData } from '../channel-binding.ts'
import { escapeName, gs2Header, readGs2Header, unescapeName } from '../gs2.ts'
import {
  type ClientMechanism,
  type ClientStart,
  type ClientStep,
  type Kept,
  type MechanismOf,
  noMoreToSay,
  type ServerMechanism,
  type ServerStart,
  type ServerStep,
} from '../mechanism.ts'
import { fromBase64, fromUtf8, sameOctets, toBase64, utf8 } from '../octets.ts'
import { digest, exclusiveOr, hmac } from '../scram/keys.ts'
import { counted, nextCount, refused, standing } from './registered.ts'

interface Keys {
  readonly client: Uint8Array
  readonly stored: Uint8Array
  readonly server: Uint8Array
}

const keysOf = (key: Uint8Array): Keys => {
  const client = hmac('SHA-256', key, 'Client Key')
  const server = hmac('SHA-256', key, 'Server Key')
  return { client, stored: digest('SHA-256', client), server }
}

/** What is proven: all that was said, and the channel that it was said on. */
const proven = (said: string, channel: Uint8Array | undefined): string =>
  channel === undefined ? said : `${said},b=${toBase64(channel)}`

class ClientKeyClient implements ClientMechanism {
  readonly name: string
  readonly awaits = 'success'
  readonly #count: number
  readonly #said: string
  readonly #proven: string
  readonly #keys: Keys

  constructor(name: string, start: ClientStart<'device'>) {
    const { username, authorization, binding, secret } = start
    this.name = name
    this.#count = nextCount(start)
    this.#keys = keysOf(secret.key)
    const header = gs2Header(binding, authorization)
    this.#said = `${header}n=${escapeName(username)},d=${escapeName(secret.id)},c=${this.#count}`
    this.#proven = proven(this.#said, binding.kind === 'bound' ? binding.data : undefined)
  }

  initial(): Uint8Array {
    const { client, stored } = this.#keys
    const proof = exclusiveOr(client, hmac('SHA-256', stored, this.#proven))
    return utf8(`${this.#said},p=${toBase64(proof)}`)
  }

  respond(): ClientStep {
    return noMoreToSay(this.name)
  }

  finish(additional: Uint8Array | undefined): Failure | undefined {
    const expected = utf8(`v=${toBase64(hmac('SHA-256', this.#keys.server, this.#proven))}`)
    if (additional !== undefined && sameOctets(additional, expected)) return undefined
    const detail = `expected a signature of ${this.name} made with the device’s key`
    return { code: 'server-not-authentic', detail }
  }

  keeps(): Kept {
    return counted(this.name, this.#count + 1)
  }
}

type Binds = 'nothing' | 'negotiated'

class ClientKeyServer implements ServerMechanism {
  readonly name: string
  readonly #binds: Binds
  readonly #start: ServerStart<'device'>

  constructor(name: string, binds: Binds, start: ServerStart<'device'>) {
    this.name = name
    this.#binds = binds
    this.#start = start
  }

  respond(message: Uint8Array): ServerStep {
    const text = fromUtf8(message)
    if (text === undefined) return refused('incorrect-encoding')
    const header = readGs2Header(text)
    if (typeof header === 'string') return refused('malformed-request')
    const { flag, authorization, rest } = header
    const [, name = '', id = '', count = '', code = ''] = FIELDS.exec(rest) ?? []
    const proof = fromBase64(code)
    const username = unescapeName(name)
    if (username === undefined || proof?.length !== 32) return refused('malformed-request')
    if ((flag.kind === 'p') !== (this.#binds === 'negotiated')) return refused('malformed-request')
    if (flag.kind === 'y' && this.#start.announced.mechanisms.includes(PLUS)) {
      return refused('not-authorized')
    }
    const channel = flag.kind === 'p' ? this.#channel(flag.type) : undefined
    if (flag.kind === 'p' && channel === undefined) return refused('malformed-request')
    const { records } = this.#start
    const device = records.devices(username).find((one) => one.id === unescapeName(id))
    const said = proven(text.slice(0, text.lastIndexOf(',p=')), channel)
    const { stored, server } = keysOf(device?.key ?? new Uint8Array(0))
    const client = exclusiveOr(proof, hmac('SHA-256', stored, said))
    if (device === undefined || !sameOctets(digest('SHA-256', client), stored)) {
      return refused('not-authorized')
    }
    const condition = standing(device)
    if (condition !== undefined) return refused(condition)
    // Whoever comes with a count that has been used has copied it, or the key.
    if (Number(count) < device.counter) return refused('not-authorized')
    records.update(username, { ...device, counter: Number(count) + 1 })
    const additional = utf8(`v=${toBase64(hmac('SHA-256', server, said))}`)
    return { kind: 'success', username, authorization, additional }
  }

  #channel(type: BindingType): Uint8Array | undefined {
    const { bindingTypes, tls } = this.#start
    return bindingTypes.includes(type) ? bindingData(type, tls) : undefined
  }
}

const FIELDS = /^n=([^,]+),d=([^,]+),c=(0|[1-9][0-9]{0,9}),p=([A-Za-z0-9+/=]+)$/

const PLUS = 'CLIENT-KEY-PLUS'

/** `rank`: what binds before what does not. */
const variant = (name: string, binds: Binds, rank: number): MechanismOf<'device'> => ({
  name,
  specification: 'draft-cridland-kitten-clientkey-00, XEP-0399',
  shape: 'reconstructed',
  proves: 'device',
  taken: 'named',
  rank,
  binds,
  authenticates: 'both',
  discloses: 'nothing',
  work: 'comparing',
  freshOctets: 0,
  keeps: undefined,
  client: (start) => new ClientKeyClient(name, start),
  server: (start) => new ClientKeyServer(name, binds, start),
})

export const CLIENT_KEY: MechanismOf<'device'> = variant('CLIENT-KEY', 'nothing', 4)
export const CLIENT_KEY_PLUS: MechanismOf<'device'> = variant(PLUS, 'negotiated', 5)
