/** Orders, a line each: what they come to, and what is said of those that are none. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { after, describe, it } from 'node:test'
import fc from 'fast-check'
import { obeyLines, obeySocket } from '../../src/cli/order-lines.ts'
import { accepted } from '../../src/json/input-error.ts'
import { ORDER_OCTETS_MAX, readOrder } from '../../src/run/proxy/order.ts'
import { milliseconds, ZERO } from '../../src/units.ts'
import { echo, staged } from './stage.ts'

const happening = (line: string): unknown => {
  const order = accepted(readOrder(line, 'order'))
  return order.kind === 'happen' ? order.happening : order.kind
}

const told = { kind: 'nothing' }

describe('an order', () => {
  it('is a happening of scenarios, or ends what has no length', () => {
    const lasts = milliseconds(30_000)
    for (const [line, expected] of [
      ['{"do": "outage", "for": "30s"}', { kind: 'outage', lasts, told }],
      ['{"do": "hold", "for": "30s"}', { kind: 'hold', lasts }],
      [
        '{"do": "address-change"}',
        { kind: 'address-change', lasts: ZERO, told, profile: undefined },
      ],
      [
        '{"do": "address-change", "for": "30s", "profile": "lte_good"}',
        { kind: 'address-change', lasts, told, profile: 'lte_good' },
      ],
      [
        '{"do": "profile", "profile": "umts_driving"}',
        { kind: 'profile-change', profile: 'umts_driving' },
      ],
      ['{"do": "reset"}', { kind: 'forgotten', by: 'reset' }],
      ['{"do": "forget"}', { kind: 'forgotten', by: 'silence' }],
      [
        '{"do": "server-restart", "for": "30s", "sessions": "lost"}',
        { kind: 'server-restart', lasts, sessions: 'lost' },
      ],
      ['{"do": "sleep", "for": "30s"}', { kind: 'asleep', lasts, budget: undefined }],
      ['{"do": "sleep"}', 'sleep'],
      ['{"do": "wake"}', 'wake'],
    ] as const) {
      assert.deepEqual(happening(line), expected, line)
    }
  })

  it('that is none is told of in one line, with its field', () => {
    for (const [line, expected] of [
      [
        '{"do": "outrage"}',
        /order:1:8: do: found "outrage", expected "outage".*did you mean "outage"/,
      ],
      ['{"do": "outage"}', /for/],
      ['{"do": "outage", "for": 30}', /for: found 30, expected a duration/],
      ['outage', /order:1:1: /],
      ['{"do": "reset", "for": "1s"}', /for: found an unknown field/],
    ] as const) {
      const checked = readOrder(line, 'order')
      assert.ok(!checked.ok, line)
      assert.match(checked.error.message, expected)
      assert.doesNotMatch(checked.error.message, /\n/)
    }
  })

  it('says nothing of the sessions of a server that is somebody else’s', () => {
    const restart = '{"do": "server-restart", "for": "1s", "sessions": "lost"}'
    const checked = readOrder(restart, 'order', 'of-others')
    assert.ok(!checked.ok)
    assert.match(checked.error.message, /order: sessions: found "lost", expected nothing of them/)
    const plain = readOrder('{"do": "server-restart", "for": "1s"}', 'order', 'of-others')
    assert.ok(plain.ok)
  })
})

describe('an order to go to another network', () => {
  it('is refused before anything happens where there is no such network', async () => {
    await staged({ profile: 'ideal' }, echo, async ({ run, happenings, client }) => {
      const obey = (line: string): void => run.obey(accepted(readOrder(line, 'order')))
      const socket = await client()
      for (const order of [
        '{ "do": "address-change", "for": "1ms", "profile": "nope" }',
        '{ "do": "profile", "profile": "nope" }',
      ]) {
        assert.throws(() => obey(order), { name: 'InputError', field: 'profile', found: '"nope"' })
      }
      assert.deepEqual(happenings, [])
      const done = once(socket, 'close')
      obey('{ "do": "address-change", "for": "1ms", "profile": "lte_good" }')
      assert.match(happenings.join(), /^another address on lte_good/)
      socket.destroy()
      await done
    })
  })
})

describe('a socket for orders', () => {
  const folder = mkdtempSync(join(tmpdir(), 'xmpp-rtt-orders-'))
  after(() => rmSync(folder, { recursive: true }))
  const obey = (line: string): string => accepted(readOrder(line, 'order')).do

  it('answers whoever connects, and is gone with its connections when it is closed', async () => {
    const path = join(folder, 'answers')
    const orders = await obeySocket(path, obey)
    const socket = connect(path)
    socket.write('{"do":"wake"}\n')
    const [answer] = await once(socket, 'data')
    assert.equal(JSON.parse(answer).kind, 'done')
    const gone = once(socket, 'close')
    orders.close()
    await gone
    assert.ok(!existsSync(path))
  })

  it('is made again where one was left behind, and never where somebody listens or has a file', async () => {
    const path = join(folder, 'left')
    // Whoever made it is killed, and has no time to take it away.
    const script =
      'require("net").createServer().listen(process.argv[1], () => process.kill(process.pid, 9))'
    spawnSync(process.execPath, ['-e', script, path])
    assert.ok(existsSync(path))
    const orders = await obeySocket(path, obey)
    await assert.rejects(obeySocket(path, obey), { code: 'EADDRINUSE' })
    orders.close()
    writeFileSync(path, 'a letter')
    await assert.rejects(obeySocket(path, obey), { code: 'EADDRINUSE' })
    assert.equal(readFileSync(path, 'utf8'), 'a letter')
  })
})

describe('lines of orders', () => {
  const obeyed = async (chunks: readonly string[]): Promise<readonly string[]> => {
    const from = new PassThrough()
    const answers: string[] = []
    const obey = (line: string): string => accepted(readOrder(line, 'order')).do
    obeyLines(from, obey, (line) => answers.push(line))
    for (const chunk of chunks) from.write(chunk)
    from.end()
    await new Promise((resolve) => from.once('end', resolve))
    return answers
  }

  it('are each answered, however they are cut, and one that is none as well', async () => {
    const text = '{"do":"reset"}\n\n{"do":"x"}\n{"do":"wake"}'
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(text.length), { maxLength: 6 }), async (cuts) => {
        const places = [0, ...[...cuts].sort((a, b) => a - b), text.length]
        const chunks = places.slice(1).map((end, index) => text.slice(places[index], end))
        const kinds = (await obeyed(chunks)).map((line) => JSON.parse(line).kind)
        assert.deepEqual(kinds, ['done', 'refused', 'done'])
      }),
      { seed: 1, numRuns: 50 },
    )
  })

  it('that never end are refused, and hold no more than a line', async () => {
    const long = 'x'.repeat(ORDER_OCTETS_MAX + 1)
    const reset = '{"do":"reset"}'
    // What is left of a line is none by itself, and how a line is cut makes no difference.
    for (const chunks of [
      [long, `${reset}\n${reset}\n`],
      [long, long, `\n${reset}`],
      [`${long}\n${reset}\n`],
    ]) {
      assert.deepEqual(
        (await obeyed(chunks)).map((line) => JSON.parse(line).kind),
        ['refused', 'done'],
      )
    }
  })
})
