import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { renderGroups } from '../../src/report/properties.ts'

describe('properties of one thing', () => {
  it('stand beside their labels, wrapped; below those that are long', () => {
    const rows = [
      ['asks', 'after a minute'],
      ['TCP', 'as the kernel does it, thus patiently'],
      ['a label that takes more room', 'and what is said of it here'],
    ] as const
    assert.deepEqual(renderGroups([{ title: 'notices', rows }], 30), [
      '',
      '  notices',
      '    asks  after a minute',
      '    TCP   as the kernel does',
      '          it, thus patiently',
      '    a label that takes more',
      '    room',
      '      and what is said of it',
      '      here',
    ])
  })
})
