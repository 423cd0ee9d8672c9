import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { LOADER, scriptFile } from '../bundled.ts'
import { type Rung, sideBySide } from './ladder.ts'

const rung = (ms: number, packet: string): Rung => ({ ms, packet, lost: false })

describe('two packet logs side by side', () => {
  const kernel = [rung(0, 'SYN'), rung(20, 'SYN-ACK'), rung(40, 'data')]

  it('mark the first packet that differs, and only that', () => {
    const model = [rung(0, 'SYN'), rung(21, 'SYN-ACK'), rung(40, 'data'), rung(50, 'again')]
    const marked = sideBySide(kernel, [rung(0, 'SYN'), ...model.slice(2)])
    // The heading, the packet in common, then the remark above the second.
    assert.equal(
      marked.findIndex((line) => line.startsWith('>> first difference')),
      2,
    )
    assert.match(marked[3] ?? '', /^>> +20\.000 SYN-ACK +\| +40\.000 data$/)
    assert.equal(marked.filter((line) => line.startsWith('>>')).length, 2)
    // One has come to its end: a difference too.
    assert.match(sideBySide(kernel, model)[5] ?? '', /^>> +\| +50\.000 again$/)
  })

  it('say that there is no difference when there is none but of time', () => {
    const lines = sideBySide(
      kernel,
      kernel.map(({ ms, packet }) => rung(ms + 1, packet)),
    )
    assert.deepEqual(
      lines.filter((line) => line.startsWith('>>')),
      [],
    )
    assert.match(lines.at(-1) ?? '', /the same packets/)
  })
})

describe('npm run fidelity', () => {
  const main = scriptFile('fidelity/main')
  it('answers what it does not know with one line and exit code 2', () => {
    const { status, stderr } = spawnSync(process.execPath, [...LOADER, main, '--cells'], {
      encoding: 'utf8',
    })
    assert.match(stderr, /^Unknown option '--cells'.* \(see --help\)\n$/)
    assert.equal(status, 2)
  })
})
