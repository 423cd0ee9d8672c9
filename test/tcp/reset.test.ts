/** Resets in the middle of a connection (RFC 5961 §3.2, `tcp_validate_incoming`, `tcp_reset_check`). */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Random } from '../../src/random.ts'
import { TcpEndpoint } from '../../src/tcp/endpoint.ts'
import { resetFor } from '../../src/tcp/reset.ts'
import { ACK, FIN, PSH, RST, type Segment, SYN } from '../../src/tcp/segment.ts'
import { LINUX } from '../../src/tcp/settings.ts'
import { type Instant, instant, milliseconds } from '../../src/units.ts'

const NOW = instant(milliseconds(100))

const segment = (flags: number, seq: number, length = 0, mss?: number): Segment => ({
  ...{ flags, seq, ack: 1, length, window: 65_535, timestamp: NOW, echo: undefined },
  ...{ sack: [], mss, fastOpen: undefined },
})

/** A client that is connected, and has heard 200 octets and acknowledged them at once. */
class Client {
  readonly #endpoint = new TcpEndpoint({
    role: 'client',
    settings: LINUX,
    random: Random.seeded(1),
  })

  constructor() {
    this.#endpoint.handle({ kind: 'connect' }, NOW)
    this.hear(segment(SYN | ACK, 0, 0, 1460))
    this.hear(segment(ACK | PSH, 1, 100))
    this.hear(segment(ACK, 101, 100))
  }

  /** What it says to that: of its segments those without data. */
  hear(heard: Segment, at: Instant = NOW): readonly (string | Segment)[] {
    this.#endpoint.handle({ kind: 'segment', segment: heard }, at)
    const said: (string | Segment)[] = []
    for (let output = this.#endpoint.poll(); output !== undefined; output = this.#endpoint.poll()) {
      if (output.kind === 'segment') said.push(output.segment)
      else if (output.kind === 'closed') said.push(output.failure ?? 'closed')
    }
    return said
  }
}

/** Behind the 200 octets. */
const EXPECTED = 201

describe('a reset', () => {
  it('ends the connection where it stands at what is expected next', () => {
    assert.deepEqual(new Client().hear(segment(RST, EXPECTED)), ['reset'])
  })

  it('elsewhere in the window is challenged, and meant when it comes again at what that acknowledges', () => {
    for (const away of [1, 5_000]) {
      const client = new Client()
      const [challenge, ...others] = client.hear(segment(RST, EXPECTED + away))
      assert.ok(typeof challenge === 'object' && challenge.flags === ACK, String(away))
      assert.deepEqual([others, challenge.ack], [[], EXPECTED])
      const again = resetFor(challenge, NOW) ?? assert.fail()
      assert.deepEqual(client.hear(again), ['reset'])
    }
  })

  it('is not challenged twice within half a second', () => {
    const client = new Client()
    const [guess, soon, late] = [1, 2, 3].map((away) => segment(RST, EXPECTED + away))
    assert.equal(client.hear(guess ?? assert.fail()).length, 1)
    assert.equal(client.hear(soon ?? assert.fail()).length, 0)
    assert.equal(client.hear(late ?? assert.fail(), instant(milliseconds(700))).length, 1)
  })

  it('below what has been acknowledged is nothing', () => {
    assert.deepEqual(new Client().hear(segment(RST, EXPECTED - 1)), [])
  })

  it('ends the connection behind what lies beyond a gap', () => {
    const client = new Client()
    client.hear(segment(ACK, EXPECTED + 100, 100))
    client.hear(segment(ACK, EXPECTED + 300, 100))
    assert.deepEqual(client.hear(segment(RST, EXPECTED + 400)), ['reset'])
  })

  it('ends the connection where the peer’s FIN has stood', () => {
    const client = new Client()
    client.hear(segment(ACK | FIN, EXPECTED))
    assert.deepEqual(client.hear(segment(RST, EXPECTED)), ['reset'])
  })
})
