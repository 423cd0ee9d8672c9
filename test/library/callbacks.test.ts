/** What users are told, who make mistakes: theirs show, and nothing of ours is left behind. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { compare, storm, trace } from '../../src/index.ts'
import { LIBRARY, LOADER } from '../bundled.ts'

const MINE = new Error('mine')
/** Behind a message of a worker, and before the last. */
const onceUnderWay = () => {
  let told = 0
  return (): void => {
    told += 1
    if (told === 2) throw MINE
  }
}
const words = { profiles: ['lte_good'], strategies: ['fast-resume-direct'], trials: 2_000 }

describe('a callback that returns a promise', () => {
  it('is not waited for', async () => {
    const onProgress = (): Promise<void> => new Promise(() => {})
    const { result } = await compare({ ...words, trials: 2 }, { workers: 1, onProgress })
    assert.equal(result.cells[0]?.trials, 2)
  })
})

describe('a callback that throws', () => {
  for (const [what, workers] of [
    ['onProgress', 2],
    ['onOutcomes', 1],
  ] as const) {
    it(`makes compare reject: ${what}, of ${workers} at work`, async () => {
      const run = compare(words, { workers, outcomes: true, [what]: onceUnderWay() })
      await assert.rejects(run, MINE)
    })
  }

  it('makes storm reject, and a trace that looks for its trial', async () => {
    const onProgress = (): void => {
      throw MINE
    }
    await assert.rejects(storm({ clients: 2 }, { onProgress }), MINE)
    const attempt = { strategy: 'sasl2-direct', profile: 'lte_weak', percentile: 50, trials: 400 }
    await assert.rejects(trace(attempt, { onProgress }), MINE)
  })

  const folder = mkdtempSync(join(tmpdir(), 'xmpp-rtt-callbacks-'))
  after(() => rmSync(folder, { recursive: true }))

  it('is an uncaught exception beside a server, which can be closed all the same', () => {
    const script = join(folder, 'serve.mjs')
    writeFileSync(
      script,
      `import { connect } from 'node:net'
      import { once } from 'node:events'
      import { serve } from ${JSON.stringify(LIBRARY)}
      process.on('uncaughtException', ({ message }) => console.log(message))
      const server = await serve({ port: 0, tlsPort: 0 }, { onConnection: () => { throw new Error('mine') } })
      const sockets = [0, 1].map(() => connect(server.ports.starttls, '127.0.0.1'))
      for (const socket of sockets) {
        socket.resume().write('<x>')
        await once(socket, 'close')
      }
      await server.close()
      console.log('closed')`,
    )
    const output = execFileSync(process.execPath, [...LOADER, script], { encoding: 'utf8' })
    assert.equal(output, 'mine\nmine\nclosed\n')
  })
})
