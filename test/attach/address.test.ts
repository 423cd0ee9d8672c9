import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addressesOf, findHosts, type SrvRecord } from '../../src/attach/live/address.ts'
import { Random } from '../../src/random.ts'

/** As node:dns says what became of a lookup. */
const refusal = (code: string): Error => Object.assign(new Error(`querySrv ${code}`), { code })

const zone =
  (records: Readonly<Record<string, readonly SrvRecord[]>>) =>
  async (name: string): Promise<readonly SrvRecord[]> => {
    const found = records[name]
    if (found === undefined) throw refusal('ENOTFOUND')
    return found
  }

const srv = (name: string, port: number, priority = 0, weight = 0): SrvRecord => ({
  name,
  port,
  priority,
  weight,
})

const found = (records: Readonly<Record<string, readonly SrvRecord[]>>, seed = '1') =>
  findHosts('example.org', Random.seeded(seed), zone(records))

describe('where a domain takes clients', () => {
  it('is what both services say', async () => {
    const hosts = await found({
      '_xmpp-client._tcp.example.org': [srv('xmpp.example.org.', 5222)],
      '_xmpps-client._tcp.example.org': [srv('xmpp.example.org', 443)],
    })
    assert.deepEqual(hosts, {
      starttls: [{ host: 'xmpp.example.org', port: 5222, priority: 0 }],
      direct: [{ host: 'xmpp.example.org', port: 443, priority: 0 }],
      failed: {},
      declined: {},
    })
  })

  it('is all hosts by priority, and within one by chance and weight (RFC 2782)', async () => {
    const records = [
      srv('last', 5, 20, 90),
      srv('idle', 3, 10, 0),
      srv('small', 1, 10, 25),
      srv('large', 2, 10, 75),
    ]
    const first = new Map<string, number>()
    for (let seed = 0; seed < 1_000; seed += 1) {
      const { starttls } = await found({ '_xmpp-client._tcp.example.org': records }, String(seed))
      const names = starttls.map(({ host }) => host)
      assert.deepEqual([...names].sort(), ['idle', 'large', 'last', 'small'])
      assert.equal(names.at(-1), 'last')
      const [name = ''] = names
      first.set(name, (first.get(name) ?? 0) + 1)
    }
    // A number from 0 to 100: idle at 0, small up to 25, large above. Of 1000 draws 10, 248 and 743
    // are to be expected, give or take four standard deviations (3.1, 13.7, 13.8).
    assert.ok(Math.abs((first.get('idle') ?? 0) - 10) < 13, JSON.stringify([...first]))
    assert.ok(Math.abs((first.get('small') ?? 0) - 248) < 55, JSON.stringify([...first]))
    assert.ok(Math.abs((first.get('large') ?? 0) - 743) < 56, JSON.stringify([...first]))
  })

  it('is in the same order with the same seed', async () => {
    const records = { '_xmpp-client._tcp.example.org': [srv('a', 1, 0, 5), srv('b', 2, 0, 5)] }
    for (const seed of ['1', '2', '3', '4']) {
      assert.deepEqual(await found(records, seed), await found(records, seed))
    }
  })

  it('is nowhere where a service is decidedly not available (RFC 2782: the target ".")', async () => {
    const hosts = await found({
      '_xmpp-client._tcp.example.org': [srv('a', 5222)],
      '_xmpps-client._tcp.example.org': [srv('.', 0)],
    })
    const starttls = [{ host: 'a', port: 5222, priority: 0 }]
    const declined = { direct: '_xmpps-client._tcp.example.org' }
    assert.deepEqual(hosts, { starttls, direct: [], failed: {}, declined })
  })

  const ITSELF = [{ host: 'example.org', port: 5222, priority: 0 }]

  it('is the domain itself when nothing is said (RFC 6120 §3.2.2)', async () => {
    for (const code of ['ENOTFOUND', 'ENODATA']) {
      const hosts = await findHosts('example.org', Random.seeded('1'), () =>
        Promise.reject(refusal(code)),
      )
      assert.deepEqual(hosts, { starttls: ITSELF, direct: [], failed: {}, declined: {} }, code)
    }
  })

  it('is the domain itself when nobody says (RFC 6120 §3.2.1), and it is told why', async () => {
    for (const code of ['ESERVFAIL', 'EREFUSED', 'ETIMEOUT', 'EBADRESP', 'ECONNREFUSED']) {
      const hosts = await findHosts('example.org', Random.seeded('1'), () =>
        Promise.reject(refusal(code)),
      )
      const failed = {
        starttls: `looking up _xmpp-client._tcp.example.org failed: ${code}`,
        direct: `looking up _xmpps-client._tcp.example.org failed: ${code}`,
      }
      assert.deepEqual(hosts, { starttls: ITSELF, direct: [], failed, declined: {} })
    }
  })

  it('is what is known where one of both lookups fails', async () => {
    const hosts = await findHosts('example.org', Random.seeded('1'), async (name) => {
      if (name.startsWith('_xmpps-')) throw refusal('ESERVFAIL')
      return [srv('a', 5222)]
    })
    assert.deepEqual(hosts, {
      starttls: [{ host: 'a', port: 5222, priority: 0 }],
      direct: [],
      failed: { direct: 'looking up _xmpps-client._tcp.example.org failed: ESERVFAIL' },
      declined: {},
    })
  })
})

describe('the addresses of hosts', () => {
  it('are all that the system knows, host by host; an unknown name stands for itself', async () => {
    const addresses = await addressesOf(
      [
        { host: 'two', port: 1, priority: 5 },
        { host: 'none', port: 2, priority: 10 },
      ],
      async (name) => {
        if (name === 'none') throw new Error('ENOTFOUND')
        return [
          { address: '2001:db8::1', family: 6 },
          { address: '192.0.2.1', family: 4 },
        ]
      },
    )
    assert.deepEqual(addresses, [
      { host: '2001:db8::1', port: 1, priority: 5, ip: 'ipv6' },
      { host: '192.0.2.1', port: 1, priority: 5, ip: 'ipv4' },
      { host: 'none', port: 2, priority: 10, ip: 'ipv4' },
    ])
  })
})
