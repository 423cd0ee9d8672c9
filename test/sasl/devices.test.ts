/** Mechanisms of registered devices: nobody gets in twice by the same, nor by what is void. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CLIENT_KEY } from '../../src/sasl/device/client-key.ts'
import { DEVICES_OCRA } from '../../src/sasl/device/devices-ocra.ts'
import { HOTP } from '../../src/sasl/device/hotp.ts'
import { PASSKEY } from '../../src/sasl/device/passkey.ts'
import { XTOKEN_HMAC_SHA_256 } from '../../src/sasl/device/xtoken-hmac.ts'
import type { Kept, MechanismOf, ServerStep } from '../../src/sasl/mechanism.ts'
import { MECHANISMS } from '../../src/sasl/mechanisms.ts'
import type { Device } from '../../src/sasl/records.ts'
import type { Enrolments } from '../../src/xmpp/server/enrolments.ts'
import { clientEnd, converse, ENROLLED, enrolments, octets, serverEnd, text } from './ends.ts'

const ALL = MECHANISMS.proving('device')

/** Once through, at a server that holds this. */
const visit = (mechanism: MechanismOf<'device'>, held: Enrolments, kept?: Kept) => {
  const client = clientEnd(mechanism, 'right', 'same', kept)
  const outcome = converse(client, serverEnd(mechanism, held))
  if (typeof outcome === 'object' && outcome.kind === 'success') {
    assert.equal(client.finish(outcome.additional), undefined)
  }
  return { outcome, kept: client.keeps?.() }
}

const verdict = (outcome: ServerStep | string): string => {
  if (typeof outcome === 'string') return outcome
  return outcome.kind === 'failure' ? outcome.condition : outcome.kind
}

const change = (held: Enrolments, to: Partial<Device>): void => {
  const [device] = held.devices('user')
  assert.ok(device)
  held.update('user', { ...device, ...to })
}

describe('a device that is registered', () => {
  for (const mechanism of ALL) {
    it(`comes again by ${mechanism.name}, as often as it likes`, () => {
      const held = enrolments()
      let kept: Kept | undefined
      for (let times = 0; times < 3; times += 1) {
        const next = visit(mechanism, held, kept)
        assert.equal(verdict(next.outcome), 'success')
        kept = next.kept
      }
    })

    it(`does not by ${mechanism.name} when it has been revoked, or has expired`, () => {
      for (const [status, condition] of [
        ['revoked', 'account-disabled'],
        ['blocked', 'account-disabled'],
        ['expired', 'credentials-expired'],
      ] as const) {
        const held = enrolments()
        change(held, { status })
        assert.equal(verdict(visit(mechanism, held).outcome), condition)
      }
    })

    it(`is not told apart by ${mechanism.name} from one that nobody knows`, () => {
      const held = enrolments()
      change(held, { key: Buffer.alloc(32, 'another') })
      assert.equal(verdict(visit(mechanism, held).outcome), 'not-authorized')
    })
  }

  for (const mechanism of [HOTP, CLIENT_KEY, XTOKEN_HMAC_SHA_256]) {
    it(`gets in by the same message of ${mechanism.name} once only`, () => {
      const held = enrolments()
      const first = visit(mechanism, held)
      const message = clientEnd(mechanism, 'right', 'same', first.kept).initial() ?? octets('')
      assert.equal(serverEnd(mechanism, held).respond(message).kind, 'success')
      const later = visit(mechanism, held, clientKept(mechanism, held, first.kept))
      assert.equal(verdict(later.outcome), 'success')
      assert.equal(verdict(serverEnd(mechanism, held).respond(message)), 'not-authorized')
    })
  }

  /** What the client keeps that has said the same once more, and been heard. */
  const clientKept = (
    mechanism: MechanismOf<'device'>,
    held: Enrolments,
    kept: Kept | undefined,
  ): Kept | undefined => {
    if (mechanism !== XTOKEN_HMAC_SHA_256) {
      const count = Number(kept?.values['count'] ?? 0) + 1
      return kept && { ...kept, values: { count: String(count) } }
    }
    const [device] = held.devices('user')
    const token = Buffer.from(device?.key ?? []).toString('base64')
    return kept && { ...kept, values: { token } }
  }
})

describe('HOTP', () => {
  it('looks a few counts ahead, and never back', () => {
    const at = (count: number): string => {
      const kept = { mechanism: 'HOTP', lasts: 'credential', values: { count: String(count) } }
      const held = enrolments()
      change(held, { counter: 5 })
      return verdict(visit(HOTP, held, kept as Kept).outcome)
    }
    assert.deepEqual([4, 5, 15, 16].map(at), [
      'not-authorized',
      'success',
      'success',
      'not-authorized',
    ])
  })
})

describe('XTOKEN-HMAC-SHA-256', () => {
  it('takes the token of before until the new one has been used: an answer may be lost', () => {
    const held = enrolments()
    const lost = visit(XTOKEN_HMAC_SHA_256, held)
    assert.equal(verdict(lost.outcome), 'success')
    const once = visit(XTOKEN_HMAC_SHA_256, held)
    assert.equal(verdict(once.outcome), 'success')
    assert.equal(verdict(visit(XTOKEN_HMAC_SHA_256, held, once.kept).outcome), 'success')
    assert.equal(verdict(visit(XTOKEN_HMAC_SHA_256, held).outcome), 'not-authorized')
  })
})

describe('DEVICES-OCRA', () => {
  it('blocks a device that answers wrongly', () => {
    const held = enrolments()
    const server = serverEnd(DEVICES_OCRA, held)
    const challenge = server.respond(clientEnd(DEVICES_OCRA).initial() ?? octets(''))
    assert.equal(challenge.kind, 'challenge')
    assert.equal(verdict(server.respond(octets('00000000'))), 'not-authorized')
    assert.equal(verdict(visit(DEVICES_OCRA, held).outcome), 'account-disabled')
  })

  it('is not answered to a server that cannot', () => {
    const client = clientEnd(DEVICES_OCRA)
    const step = client.respond(octets(`00000000\0OCRA-1:HOTP-SHA256-8:QH32\0${'0'.repeat(32)}`))
    assert.ok(step.kind === 'failed')
    assert.equal(step.failure.code, 'server-not-authentic')
  })
})

describe('PASSKEY', () => {
  const assertion = (): { readonly held: Enrolments; readonly said: string; end: () => string } => {
    const held = enrolments()
    const server = serverEnd(PASSKEY, held)
    const client = clientEnd(PASSKEY)
    const step = server.respond(client.initial() ?? octets(''))
    assert.ok(step.kind === 'challenge')
    const answer = client.respond(step.message)
    assert.ok(answer.kind === 'message')
    const said = text(answer.message)
    return { held, said, end: () => verdict(server.respond(octets(said))) }
  }

  it('signs for the domain that it is registered with, and for no other', () => {
    const options = JSON.stringify({ challenge: 'x', rpId: 'example.com', allowCredentials: [] })
    const step = clientEnd(PASSKEY).respond(octets(options))
    assert.ok(step.kind === 'failed')
    assert.equal(step.failure.code, 'server-not-authentic')
  })

  it('signs one challenge: what was signed for another connection is nothing', () => {
    const { held, said, end } = assertion()
    const other = serverEnd(PASSKEY, held)
    other.respond(octets('user'))
    assert.equal(end(), 'success')
    // The same nonce in this test; it is the count that gives the copy away.
    assert.equal(verdict(other.respond(octets(said))), 'not-authorized')
  })

  it('is refused with anything in it altered', () => {
    const { said } = assertion()
    const value = JSON.parse(said)
    const altered = (name: string): string => {
      const octetsOf = Buffer.from(value.response[name], 'base64url')
      octetsOf[octetsOf.length - 1] = (octetsOf.at(-1) ?? 0) ^ 1
      const response = { ...value.response, [name]: octetsOf.toString('base64url') }
      const server = serverEnd(PASSKEY)
      server.respond(octets('user'))
      return verdict(server.respond(octets(JSON.stringify({ ...value, response }))))
    }
    for (const name of ['clientDataJSON', 'authenticatorData', 'signature']) {
      assert.equal(altered(name), 'not-authorized', name)
    }
    assert.equal(ENROLLED.device.key.length, 32)
  })
})
