import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as z from 'zod'
import { isPath } from '../../src/json/named.ts'
import { parseJson } from '../../src/json/source.ts'
import { parseProfile, unknownProfile } from '../../src/profiles/load.ts'

/** The smallest profile; each case spoils one thing. Line 6 is `"rtt": {`. */
const PROFILE = `{
  "format": "xmpp-rtt/profile@1",
  "name": "mine",
  "title": "Mine",
  "description": "",
  "folklore": false,
  "rtt": {
    "value": "90ms",
    "status": "assumed",
    "confidence": "low",
    "sources": ["ME"]
  },
  "sources": { "ME": "me" }
}
`
const FIGURE = '"status": "assumed", "confidence": "low", "sources": ["ME"]'

/** With one more field on a line of its own, line 2, from column 3. */
const withField = (field: string): string => PROFILE.replace('{\n', `{\n  ${field},\n`)
const withValue = (name: string, value: string): string =>
  withField(`"${name}": { "value": ${value}, ${FIGURE} }`)

const lineOf = (text: string): string => {
  const parsed = parseProfile(text, 'my.json', () => assert.fail('no trace is named'))
  return parsed.ok ? 'accepted' : parsed.error.message
}

describe('a profile with a mistake', () => {
  it('is accepted without one', () => {
    assert.equal(lineOf(PROFILE), 'accepted')
    assert.equal(
      lineOf(withValue('jitter', '{ "distribution": "uniform", "plusMinus": "5ms" }')),
      'accepted',
    )
  })

  const DURATION = 'a duration with its unit (ns, us, ms or s; at most a day), as in "300ms"'
  const cases: readonly [string, string, string][] = [
    ['an empty file', '', 'my.json:1:1: found the end of the text, expected well-formed JSON'],
    [
      'a comma too many',
      '{\n  "a": 1,\n}',
      'my.json:3:1: found "," before "}", expected no comma behind the last one',
    ],
    [
      'a comment',
      '{\n  // mine\n}',
      "my.json:2:3: found unexpected character '/', expected well-formed JSON",
    ],
    [
      'nesting without end',
      '['.repeat(200_000),
      'my.json:1:1: found too deep a nesting, expected well-formed JSON',
    ],
    ['a list', '[]', 'my.json:1:1: found [], expected an object'],
    [
      'a field twice',
      withField('"name": "first"'),
      'my.json:4:3: found "name" a second time, expected each field once',
    ],
    [
      'an unknown field',
      withField('"jiter": {}'),
      'my.json:2:3: jiter: found an unknown field, expected a known one (did you mean "jitter"?)',
    ],
    [
      'a missing field',
      PROFILE.replace('  "title": "Mine",\n', ''),
      'my.json:1:1: title: found nothing, expected a text',
    ],
    [
      'another format',
      PROFILE.replace('profile@1', 'profile@2'),
      'my.json:2:13: format: found "xmpp-rtt/profile@2", expected "xmpp-rtt/profile@1"',
    ],
    [
      'a number without its unit',
      PROFILE.replace('"90ms"', '90'),
      `my.json:8:14: rtt.value: found 90, expected ${DURATION}, or quantiles of it`,
    ],
    [
      'a wrong unit',
      PROFILE.replace('"90ms"', '"90Mbps"'),
      `my.json:8:14: rtt.value: found "90Mbps", expected ${DURATION}, or quantiles of it`,
    ],
    [
      'a negative value',
      PROFILE.replace('"90ms"', '"-90ms"'),
      `my.json:8:14: rtt.value: found "-90ms", expected ${DURATION}, or quantiles of it`,
    ],
    [
      'quantiles that do not ascend',
      PROFILE.replace('"90ms"', '{ "p50": "90ms", "p5": "40ms" }'),
      'my.json:8:37: rtt.value.p5: found "40ms", expected quantiles in ascending order',
    ],
    [
      'values of quantiles that fall',
      PROFILE.replace('"90ms"', '{ "p5": "90ms", "p50": "40ms" }'),
      'my.json:8:37: rtt.value.p50: found "40ms", expected a value no smaller than that of the quantile before it',
    ],
    [
      'a single quantile',
      PROFILE.replace('"90ms"', '{ "p50": "90ms" }'),
      'my.json:8:14: rtt.value: found {"p50":"90ms"}, expected at least two quantiles',
    ],
    [
      'a quantile of another name',
      PROFILE.replace('"90ms"', '{ "min": "1ms", "median": "90ms" }'),
      'my.json:8:30: rtt.value.median: found "median", expected a quantile named "min", "p50", "p99.9" or "max"',
    ],
    [
      'a quantile without its unit',
      PROFILE.replace('"90ms"', '{ "p5": "40ms", "p50": "90" }'),
      `my.json:8:37: rtt.value.p50: found "90", expected ${DURATION}`,
    ],
    [
      'one way without the other',
      PROFILE.replace('"90ms"', '{ "up": "40ms" }'),
      `my.json:8:14: rtt.value.down: found nothing, expected ${DURATION}`,
    ],
    [
      'a status of its own',
      PROFILE.replace('"assumed"', '"asumed"'),
      'my.json:9:15: rtt.status: found "asumed", expected "read", "derived", "recalled" or "assumed" (did you mean "assumed"?)',
    ],
    [
      'a figure without its sources',
      PROFILE.replace('["ME"]', '[]'),
      'my.json:11:16: rtt.sources: found [], expected at least 1 entry',
    ],
    [
      'a source that is not cited',
      PROFILE.replace('["ME"]', '["YOU"]'),
      'my.json:11:16: rtt.sources: found ["YOU"], expected sources that are keys of "sources" (YOU is not)',
    ],
    [
      'a probability above one',
      withValue('loss', '"101%"'),
      'my.json:2:22: loss.value: found "101%", expected a share from 0% to 100%, as in "2%"',
    ],
    [
      'a burst loss with a field mistyped',
      withValue('loss', '{ "p": "1%", "r": "50%", "lossBad": "100%", "losGood": "0%" }'),
      'my.json:2:22: loss.value.lossGood: found nothing, expected a share from 0% to 100%, as in "2%"',
    ],
    [
      'a burst loss that never moves',
      withValue('loss', '{ "p": "0%", "r": "0%", "lossBad": "100%", "lossGood": "0%" }'),
      'my.json:2:40: loss.value.r: found "0%", expected p or r above 0%, or the link never leaves its state',
    ],
    [
      'a jitter of another kind',
      withValue('jitter', '{ "distribution": "gauss", "plusMinus": "5ms" }'),
      'my.json:2:42: jitter.value.distribution: found "gauss", expected "uniform", "normal" or "table"',
    ],
    [
      'a rate of zero',
      withValue('down', '"0kbps"'),
      'my.json:2:22: down.value: found "0kbps", expected a rate above zero with its unit (bps, kbps, Mbps or Gbps), as in "1.6Mbps", or quantiles of it',
    ],
    [
      'a Poisson service without a rate',
      withValue('service', '"poisson"'),
      'my.json:2:25: service.value: found "poisson", expected a fixed "up" rate beside it',
    ],
    [
      'an MTU that no packet fits',
      withValue('mtu', '"20B"'),
      'my.json:2:21: mtu.value: found "20B", expected a packet size from 68B to 65535B, as in "1440B"',
    ],
    [
      'outages that grow more frequent with length',
      withValue('outage', '{ "atLeast": { "1s": "5/h", "2s": "6/h" }, "longest": "9s" }'),
      'my.json:2:58: outage.value.atLeast.2s: found "6/h", expected fewer an hour the longer they are',
    ],
    [
      'outages longer than the longest',
      withValue('outage', '{ "atLeast": { "10s": "5/h" }, "longest": "9s" }'),
      'my.json:2:66: outage.value.longest: found "9s", expected a duration no shorter than the last of "atLeast"',
    ],
    [
      'a hold as long as the interval',
      withField(
        `"handover": { "interval": { "value": "1s", ${FIGURE} }, "hold": { "value": "1s", ${FIGURE} } }`,
      ),
      'my.json:2:128: handover.hold.value: found "1s", expected holds shorter than the interval',
    ],
    [
      'a name that no option could give',
      PROFILE.replace('"mine"', '"My link"'),
      'my.json:3:11: name: found "My link", expected lower-case letters, digits and "_", as in "lte_good"',
    ],
  ]
  for (const [what, text, line] of cases) {
    it(`is told in one line: ${what}`, () => assert.equal(lineOf(text), line))
  }

  it('names its first mistake when there are several', () => {
    const text = PROFILE.replace('"assumed"', '"x"').replace('false', '"no"')
    assert.match(lineOf(text), /^my\.json:6:15: folklore: found "no", expected true or false$/)
  })
})

describe('the JSON reader', () => {
  const schema = z.strictObject({
    cells: z.array(
      z.strictObject({ waits: z.int().positive(), note: z.string().max(3).optional() }),
    ),
  })
  const lineFor = (text: string): string => {
    const parsed = parseJson(text, 'f', schema)
    return parsed.ok ? JSON.stringify(parsed.value) : parsed.error.message
  }

  it('finds its way through lists', () => {
    assert.equal(
      lineFor('{"cells": [{"waits": 1},\n {"waits": -2}]}'),
      'f:2:12: cells[1].waits: found -2, expected a number of more than 0',
    )
    assert.equal(
      lineFor('{"cells": [{"waits": 1.5}]}'),
      'f:1:22: cells[0].waits: found 1.5, expected a whole number',
    )
    assert.equal(
      lineFor('{"cells": [{"waits": 1, "note": "long"}]}'),
      'f:1:33: cells[0].note: found "long", expected at most 3 characters',
    )
    assert.equal(
      lineFor('{"cells": [{"wait": 1, "waits": 1}]}'),
      'f:1:13: cells[0].wait: found an unknown field, expected "waits" or "note" (did you mean "waits"?)',
    )
  })

  it('is not fooled by keys that objects inherit', () => {
    assert.equal(
      lineFor('{"__proto__": {"cells": []}}'),
      'f:1:2: __proto__: found an unknown field, expected another name',
    )
    assert.match(lineFor('{"cells": [], "constructor": 1}'), /constructor: found an unknown field/)
  })

  it('cuts long values', () => {
    const line = lineFor(`{"cells": "${'x'.repeat(1000)}"}`)
    assert.equal(line, `f:1:11: cells: found "${'x'.repeat(39)}…, expected a list`)
  })
})

describe('the name of a profile', () => {
  it('is told from a path', () => {
    assert.deepEqual(['lte_good', './my.json', 'my.json', 'a/b', 'a\\b'].map(isPath), [
      false,
      true,
      true,
      true,
      true,
    ])
  })

  it('that is unknown is answered with the nearest', () => {
    assert.equal(
      unknownProfile('lte-god').message,
      'profile: found "lte-god", expected the name of a profile or the path of a .json file (did you mean "lte_good"?)',
    )
    assert.equal(
      unknownProfile('zzzzzzzzzzzz').message,
      'profile: found "zzzzzzzzzzzz", expected the name of a profile or the path of a .json file',
    )
  })
})
