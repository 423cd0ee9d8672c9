import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findAddresses, type SrvRecord } from '../../src/attach/live/address.ts'

const zone =
  (records: Readonly<Record<string, readonly SrvRecord[]>>) =>
  async (name: string): Promise<readonly SrvRecord[]> => {
    const found = records[name]
    if (found === undefined) throw new Error('ENOTFOUND')
    return found
  }

const srv = (name: string, port: number, priority = 0, weight = 0): SrvRecord => ({
  name,
  port,
  priority,
  weight,
})

describe('where a domain takes clients', () => {
  it('is what both services say', async () => {
    const found = await findAddresses(
      'example.org',
      zone({
        '_xmpp-client._tcp.example.org': [srv('xmpp.example.org.', 5222)],
        '_xmpps-client._tcp.example.org': [srv('xmpp.example.org', 443)],
      }),
    )
    assert.deepEqual(found, {
      starttls: { host: 'xmpp.example.org', port: 5222 },
      direct: { host: 'xmpp.example.org', port: 443 },
    })
  })

  it('is the first to be tried of several: lowest priority, then highest weight', async () => {
    const found = await findAddresses(
      'example.org',
      zone({
        '_xmpp-client._tcp.example.org': [
          srv('c', 3, 20, 90),
          srv('a', 1, 10, 5),
          srv('b', 2, 10, 50),
        ],
      }),
    )
    assert.deepEqual(found, { starttls: { host: 'b', port: 2 }, direct: undefined })
  })

  it('is nowhere where a service is decidedly not available (RFC 2782: the target ".")', async () => {
    const found = await findAddresses(
      'example.org',
      zone({
        '_xmpp-client._tcp.example.org': [srv('a', 5222)],
        '_xmpps-client._tcp.example.org': [srv('.', 0)],
      }),
    )
    assert.deepEqual(found, { starttls: { host: 'a', port: 5222 }, direct: undefined })
  })

  it('is the domain itself when nothing is said (RFC 6120 §3.2.2)', async () => {
    assert.deepEqual(await findAddresses('example.org', zone({})), {
      starttls: { host: 'example.org', port: 5222 },
      direct: undefined,
    })
  })
})
