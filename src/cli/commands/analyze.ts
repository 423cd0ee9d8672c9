/** `xmpp-rtt analyze FILE`: what the clients in a capture did, and what they could have saved. */
import { type Command, Option } from 'commander'
import type { Analysis } from '../../capture/analysis/analysed.ts'
import { ensureWritable } from '../../files/text-output.ts'
import { writeTextFile } from '../../files/whole-file.ts'
import { runAnalyze } from '../../library/running/analyze.ts'
import { analysisJson } from '../../report/analysed/json.ts'
import { seenProfile } from '../../report/analysed/profile.ts'
import { analysisText } from '../../report/analysed/text.ts'
import { XMPP_PORTS } from '../../words/analyze.ts'
import { readAnalyze } from '../../words/reading/analyze.ts'
import { written } from '../after-run.ts'
import { Ending, EXIT } from '../exit.ts'
import { oneOf } from '../options/one-of.ts'
import { wholeNumber } from '../options/whole-number.ts'
import { reportOptions, type Surroundings } from '../surroundings.ts'

interface AnalyzeTexts {
  readonly keylog?: string
  readonly port?: readonly unknown[]
  readonly format: string
  readonly profileOut?: string
}

const FORMATS = ['text', 'json'] as const

export function define(command: Command, around: Surroundings): void {
  command
    .argument('<file>', 'of tcpdump, Wireshark, PCAPdroid, or of trace --pcap')
    .option('--keylog <file>', 'TLS secrets (SSLKEYLOGFILE), beside those in the capture')
    .addOption(
      new Option(
        '--port <number...>',
        `servers’ ports that carry XMPP (default: ${XMPP_PORTS.join(', ')})`,
      ),
    )
    .option('-f, --format <name>', FORMATS.join(' or '), 'text')
    .option('--profile-out <file>', 'write the link, as far as it shows, as a profile')
    .action((file: string, texts: AnalyzeTexts) => run(around, file, texts))
}

function run(around: Surroundings, file: string, texts: AnalyzeTexts): void {
  const { keylog, port, profileOut } = texts
  const format = oneOf('format', texts.format, FORMATS)
  const ports = port?.map((text) => wholeNumber(String(text)))
  const analysis = runAnalyze(readAnalyze({ capture: file, keylog, ports }))
  if (analysis.connections.length === 0)
    throw new Ending(EXIT.wrongInput, `${file}: ${nothingIn(analysis)}`)
  if (profileOut !== undefined) writeProfile(profileOut, analysis)
  around.stdout.write(
    format === 'json'
      ? analysisJson(analysis)
      : analysisText(analysis, reportOptions(around).color),
  )
}

function nothingIn({ others, strangeLinkTypes, skipped }: Analysis): string {
  const { foreign, begunBefore } = others
  if (foreign + begunBefore === 0 && strangeLinkTypes.length > 0) {
    return `found packets of link type ${strangeLinkTypes.join(', ')}, expected Ethernet, Linux cooked, loopback or raw IP`
  }
  if (foreign + begunBefore === 0 && skipped > 0) {
    return `found ${skipped} packets without a time, expected some with one (no Simple Packet Blocks)`
  }
  const found =
    foreign + begunBefore === 0
      ? 'no TCP connection'
      : `${foreign} other connections and ${begunBefore} that began before it`
  return `expected an XMPP connection in the capture from its beginning on, found ${found} (--port says which ports carry XMPP)`
}

function writeProfile(path: string, { link }: Analysis): void {
  const file = path.replace(/^.*[/\\]/, '').replace(/\.json$/, '')
  const name = file
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '_')
    .replace(/^[^a-z]+/, '')
  const text = seenProfile(link, name === '' ? 'captured' : name, 'A captured link')
  if (text === undefined) {
    throw new Ending(
      EXIT.wrongInput,
      'expected a TCP handshake of which nothing was sent again for a profile, found none',
    )
  }
  ensureWritable(path)
  written(() => writeTextFile(path, text))
}
