import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Random } from '../../src/random.ts'
import type { Lookup } from '../../src/stack/resolver.ts'
import {
  type FastOpenUse,
  type TcpCommand,
  type TcpReport,
  TcpStack,
} from '../../src/stack/tcp-stack.ts'
import { turnCounts } from '../../src/stack/turns.ts'
import { SYN } from '../../src/tcp/segment.ts'
import { LINUX } from '../../src/tcp/settings.ts'
import { instant, seconds } from '../../src/units.ts'
import { NoDistance } from './no-distance.ts'

const COOKIE = 'c0c0c0c0c0c0c0c0'

interface Ways {
  readonly fastOpen?: FastOpenUse
  readonly lookUp?: Lookup
}

const pair = ({ fastOpen, lookUp }: Ways = {}) => {
  const random = Random.seeded('stack')
  const turns = turnCounts()
  const client = new TcpStack({
    role: { kind: 'client', fastOpen, lookUp },
    settings: LINUX,
    random: random.fork('client'),
    turns: turns.client,
  })
  const server = new TcpStack({
    role: { kind: 'server' },
    settings: { ...LINUX, fastOpen: { kind: 'enabled', cookie: COOKIE } },
    random: random.fork('server'),
    turns: turns.server,
  })
  return { client, server, link: new NoDistance<TcpCommand, TcpReport>(client, server) }
}

const words = (reports: readonly TcpReport[]): string[] =>
  reports.map((report) => {
    if (report.kind === 'received') return `received ${report.upTo}`
    if (report.kind === 'cookie') return 'cookie'
    const { event } = report
    if (event.kind === 'waited') return `waited ${event.layer}`
    return event.kind === 'closed' && event.error !== undefined ? event.error.code : event.kind
  })

const withCookie = (cookie: string): FastOpenUse => ({
  option: { kind: 'cookie', cookie },
  cachedMss: undefined,
})

describe('TCP alone as a stack', () => {
  it('costs its client a wait, told before it may speak, and its server none', () => {
    const { link } = pair()
    link.tell('client', { kind: 'connect' })
    assert.deepEqual(words(link.reports.client), ['waited tcp', 'connected'])
    assert.deepEqual(words(link.reports.server), ['connected'])
  })

  it('costs none when Fast Open carries all there is to say', () => {
    const { link } = pair({ fastOpen: withCookie(COOKIE) })
    link.tell('client', { kind: 'connect' })
    assert.deepEqual(words(link.reports.client), ['connected'])
    link.tell('client', { kind: 'write', length: 100 })
    assert.deepEqual(words(link.reports.client), ['connected'])
    assert.deepEqual(words(link.reports.server), ['connected', 'received 100'])
  })

  it('costs a wait after all when the cookie is not taken, and one only', () => {
    const { link } = pair({ fastOpen: withCookie('of another address') })
    link.tell('client', { kind: 'connect' })
    link.tell('client', { kind: 'write', length: 100 })
    assert.deepEqual(words(link.reports.client), ['connected', 'cookie', 'waited tcp'])
    assert.deepEqual(words(link.reports.server), ['connected', 'received 100'])
  })

  it('looks the server up first when its addresses are not cached', () => {
    const { link } = pair({ lookUp: { kind: 'service', domain: 'example.org' } })
    let syns = 0
    link.withhold = ({ flags }) => {
      if (flags === SYN) syns += 1
      return false
    }
    link.tell('client', { kind: 'connect' })
    for (const id of [0, 1, 2]) link.tell('client', { kind: 'answer', id })
    assert.equal(link.queries.length, 4)
    assert.equal(syns, 0)
    link.tell('client', { kind: 'answer', id: 3 })
    assert.equal(syns, 1)
    assert.deepEqual(words(link.reports.client), [
      'waited dns',
      'waited dns',
      'waited tcp',
      'connected',
    ])
  })

  it('fails when nobody answers a query, after two times 5 s', () => {
    const { client, link } = pair({ lookUp: { kind: 'service', domain: 'example.org' } })
    link.tell('client', { kind: 'connect' })
    for (const at of [5, 10]) {
      assert.equal(client.deadline(), instant(seconds(at)))
      link.wake('client', instant(seconds(at)))
    }
    assert.deepEqual(words(link.reports.client), ['dns-failure'])
    assert.equal(client.deadline(), undefined)
  })

  it('counts what it has written once, and what was repeated', () => {
    const { client, link } = pair()
    link.tell('client', { kind: 'connect' })
    let lost = 0
    link.withhold = ({ length }) => {
      if (length > 0) lost += 1
      return lost === 1 && length > 0
    }
    link.tell('client', { kind: 'write', length: 100 })
    link.wake('client', client.deadline() ?? link.now)
    assert.deepEqual(words(link.reports.server), ['connected', 'received 100'])
    assert.equal(client.streamBytes, 100)
    assert.equal(client.retransmitted, 1)
  })

  it('tells the end of a stream apart from a reset', () => {
    const closing = pair().link
    closing.tell('client', { kind: 'connect' })
    closing.tell('client', { kind: 'close' })
    assert.deepEqual(words(closing.reports.server), ['connected', 'closed'])
    const resetting = pair().link
    resetting.tell('client', { kind: 'connect' })
    resetting.tell('client', { kind: 'abort' })
    assert.deepEqual(words(resetting.reports.server), ['connected', 'connection-reset'])
  })

  it('connects at the client only', () => {
    assert.throws(() => pair().link.tell('server', { kind: 'connect' }), /expected a client/)
  })
})
