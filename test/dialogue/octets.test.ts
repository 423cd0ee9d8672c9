/**
 * What the client says, held against what a real client said to real servers: octets inside TLS
 * (or before it) up to being ready, flight by flight as in the transcripts of Prosody 13.0.1 and
 * ejabberd 24.12. That client asked for no carbons, bound to no channel, and its headers did not say
 * its language (RFC 6120 §4.7.4), which ours do.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ServerSettings } from '../../src/xmpp/server/settings.ts'
import { EJABBERD, PROSODY } from '../server/behaviours.ts'
import { ACCOUNT } from './pair.ts'
import { attempt, setScene, strategyNamed } from './scene.ts'

/** Without what is said after the client is ready: the acknowledgement that servers ask for. */
const octets = (name: string, settings: ServerSettings): number[] => {
  const account = { ...ACCOUNT, carbons: false }
  const pair = attempt(setScene(strategyNamed(`${name}+unbound`), settings, account), { account })
  assert.equal(pair.run()?.kind, 'ready')
  const written = pair.writes.filter((text) => !text.startsWith('<a '))
  return written.map((text) => text.replaceAll(" xml:lang='en'", '').length)
}

describe('what the client says is as long as what was measured', () => {
  const prosody: readonly (readonly [string, readonly number[]])[] = [
    // header, auth, response, restart, bind, enable
    ['legacy-direct', [170, 130, 198, 170, 108, 45]],
    ['legacy-starttls', [141, 51, 170, 130, 198, 170, 108, 45]],
    ['legacy-resume-direct', [170, 130, 198, 170, 59]],
    // measured as 58 with an id that was one character shorter
    ['legacy-resume-failed-direct', [170, 130, 198, 170, 59, 108, 45]],
    // header and auth, then response, restart without declaration and resume
    ['legacy-resume-direct+pipelined', [300, 406]],
    // header, authenticate, response
    ['sasl2-direct', [170, 445, 181]],
    ['sasl2-resume-direct', [170, 436, 181]],
    // header, authenticate (the measured client knew that its token was bad and asked for a new
    // one in the same breath, 68 octets more), authenticate, response
    ['fast-rejected-direct', [170, 549 - 68, 504, 181]],
    ['fast-resume-direct+pipelined', [651]],
  ]
  const ejabberd: typeof prosody = [
    ['legacy-direct', [170, 132, 202, 170, 108, 45]],
    ['legacy-resume-direct', [170, 132, 202, 170, 83]],
    ['sasl2-direct', [170, 447, 185]],
    ['sasl2-resume-direct', [170, 478, 185]],
    ['fast-resume-direct+pipelined', [691]],
  ]
  for (const [name, expected] of prosody) {
    it(`prosody: ${name}`, () => assert.deepEqual(octets(name, PROSODY), expected))
  }
  for (const [name, expected] of ejabberd) {
    it(`ejabberd: ${name}`, () => assert.deepEqual(octets(name, EJABBERD), expected))
  }
})
