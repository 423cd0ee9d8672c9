/**
 * HOTP (the proto-XEP "devices", later form of auth-tokens): PLAIN with a one-time password
 * (RFC 4226) of the device in the place of the password. The server looks a few counts ahead, for
 * those that never arrived, and never back.
 */
import {
  type ClientMechanism,
  type ClientStart,
  type MechanismOf,
  noMoreToSay,
  type ServerMechanism,
  type ServerStart,
} from '../mechanism.ts'
import { sameOctets, utf8 } from '../octets.ts'
import { readPlain, writePlain } from '../plain-message.ts'
import type { Device } from '../records.ts'
import { countOctets, oneTimePassword } from './one-time-password.ts'
import { counted, nextCount, refused, standing } from './registered.ts'

const NAME = 'HOTP'
const FORM = { hash: 'sha1', digits: 6 } as const
/** RFC 4226 §7.4: attempts of the client that may have been lost. */
const LOOK_AHEAD = 10

const passwordAt = (key: Uint8Array, count: number): string =>
  oneTimePassword(key, countOctets(count), FORM)

const client = (start: ClientStart<'device'>): ClientMechanism => {
  const count = nextCount(start)
  const { username, secret } = start
  return {
    name: NAME,
    awaits: 'success',
    initial: () =>
      writePlain({ authorization: '', username, secret: passwordAt(secret.key, count) }),
    respond: () => noMoreToSay(NAME),
    finish: () => undefined,
    keeps: () => counted(NAME, count + 1),
  }
}

const server = ({ records }: ServerStart<'device'>): ServerMechanism => ({
  name: NAME,
  respond(message) {
    const read = readPlain(message)
    if (typeof read === 'string') return refused(read)
    const { authorization, username, secret: password } = read
    for (const device of records.devices(username)) {
      const count = countOf(device, password)
      if (count === undefined) continue
      const condition = standing(device)
      if (condition !== undefined) return refused(condition)
      records.update(username, { ...device, counter: count + 1 })
      return { kind: 'success', username, authorization, additional: undefined }
    }
    return refused('not-authorized')
  },
})

const countOf = ({ key, counter }: Device, password: string): number | undefined => {
  for (let count = counter; count <= counter + LOOK_AHEAD; count += 1) {
    if (sameOctets(utf8(password), utf8(passwordAt(key, count)))) return count
  }
  return undefined
}

export const HOTP: MechanismOf<'device'> = {
  name: NAME,
  specification: 'devices (proto-XEP), RFC 4226',
  proves: 'device',
  taken: 'named',
  rank: 1,
  binds: 'nothing',
  authenticates: 'client',
  discloses: 'nothing',
  work: 'comparing',
  freshOctets: 0,
  keeps: undefined,
  client,
  server,
}
