/** A link that becomes another under a connection: what has been agreed on stays. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Impairment } from '../../src/link/impairments.ts'
import { bytes, milliseconds } from '../../src/units.ts'
import { connected } from './over-tcp.ts'

const slower: Impairment = { kind: 'delay', delay: milliseconds(200) }
const narrow: Impairment = { kind: 'mtu', mtu: bytes(600) }
/** One segment of an MTU of 1500, and two or three of one of 600 (548 octets beside the headers). */
const LONG = 'x'.repeat(1_448)

describe('a handover', () => {
  it('lets what is under way arrive, and what follows go the new way', () => {
    const { link, heard, until, says } = connected()
    until(1_000)
    says('server')
    link.change({ up: [slower], down: [slower] })
    says('server')
    until(3_000)
    assert.deepEqual(heard.client.slice(2), ['1050 hello', '1200 hello'])
  })

  it('keeps a gate shut that stands in front of both', () => {
    const { link, gate, heard, until, says } = connected()
    until(1_000)
    const open = gate.shut()
    link.change({ up: [gate.stage, slower], down: [gate.stage, slower] })
    says('client')
    until(1_500)
    open()
    until(3_000)
    // The probe at 1.3 s is lost as well; the RTO strikes at 1.6 s.
    assert.deepEqual(heard.server.slice(1), ['1800 hello'])
  })

  it('to a link of smaller packets swallows the large ones of a connection from before', () => {
    const { link, heard, until, says } = connected({ dataRetries: 3 })
    until(1_000)
    link.change({ up: [narrow, slower], down: [narrow, slower] })
    says('client', LONG)
    until(60_000)
    assert.deepEqual(heard.server, ['150 connected'])
    assert.equal(heard.client.at(-1)?.split(' ')[1], 'retransmission-limit')
  })

  it('does not touch the connections that begin behind it, with the MTU of that link', () => {
    const { link, heard, until, says, packets } = connected({ mtu: bytes(600) })
    link.change({ up: [narrow, slower], down: [narrow, slower] })
    until(2_000)
    says('client', LONG)
    until(4_000)
    assert.equal(heard.server.slice(1).join('').replaceAll(/\d+ x/g, 'x').length, LONG.length)
    assert.equal(packets().up, 2 + 3)
  })
})
