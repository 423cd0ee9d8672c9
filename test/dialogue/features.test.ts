import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { element, parseElement } from '../../src/xml/xml.ts'
import { readFeatures } from '../../src/xmpp/features.ts'
import { STREAMS } from '../../src/xmpp/namespaces.ts'

const read = (inside: string): ReturnType<typeof readFeatures> =>
  readFeatures(parseElement(`<stream:features>${inside}</stream:features>`))

describe('stream features', () => {
  it('are read from what ejabberd sends, whatever the order of the children', () => {
    const features = read(
      "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism><mechanism>SCRAM-SHA-256</mechanism></mechanisms>" +
        "<sasl-channel-binding xmlns='urn:xmpp:sasl-cb:0'><channel-binding type='tls-exporter'/><channel-binding type='tls-server-end-point'/></sasl-channel-binding>" +
        "<authentication xmlns='urn:xmpp:sasl:2'><inline><bind xmlns='urn:xmpp:bind:0'><inline><feature var='urn:xmpp:sm:3'/><feature var='urn:xmpp:carbons:2'/></inline></bind><sm xmlns='urn:xmpp:sm:3'/>" +
        "<fast xmlns='urn:xmpp:fast:0'><mechanism>HT-SHA-256-NONE</mechanism></fast></inline><mechanism>SCRAM-SHA-256</mechanism></authentication>",
    )
    assert.deepEqual(features, {
      starttls: false,
      sasl: ['PLAIN', 'SCRAM-SHA-256'],
      sasl2: {
        mechanisms: ['SCRAM-SHA-256'],
        resume: true,
        bind2: true,
        bind2Inline: ['urn:xmpp:sm:3', 'urn:xmpp:carbons:2'],
        fast: ['HT-SHA-256-NONE'],
        earlyData: false,
        upgrades: [],
      },
      bindingTypes: ['tls-exporter', 'tls-server-end-point'],
      bind: false,
      sm: false,
      session: false,
      instantResumption: [],
      configVersion: undefined,
    })
  })

  it('after authentication are what may be negotiated next', () => {
    const features = read(
      "<sm xmlns='urn:xmpp:sm:2'/><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><required/></bind><session xmlns='urn:ietf:params:xml:ns:xmpp-session'><optional/></session>",
    )
    // version 2 of stream management is not the one that is spoken here
    assert.deepEqual([features.bind, features.session, features.sm], [true, true, false])
  })

  it('say whether FAST is taken in early data, in either form of a boolean', () => {
    const early = (attribute: string): boolean | undefined =>
      read(
        `<authentication xmlns='urn:xmpp:sasl:2'><inline><fast xmlns='urn:xmpp:fast:0'${attribute}/></inline></authentication>`,
      ).sasl2?.earlyData
    assert.deepEqual(
      ["tls-0rtt='true'", "tls-0rtt='1'", "tls-0rtt='false'", ''].map((text) => early(` ${text}`)),
      [true, true, false, false],
    )
  })

  it('may be none', () => {
    assert.deepEqual(readFeatures(element('features', STREAMS)), {
      starttls: false,
      sasl: [],
      sasl2: undefined,
      bindingTypes: [],
      bind: false,
      sm: false,
      session: false,
      instantResumption: [],
      configVersion: undefined,
    })
  })
})
