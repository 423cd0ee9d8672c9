/** `xmpp-rtt diff BEFORE AFTER`: how two results differ. Never ends with 1: it judges nothing. */
import { type Command, Option } from 'commander'
import { diff } from '../../library/diff.ts'
import { DIFFERENCE_FORMATS, type DifferenceFormatName } from '../../report/difference/formats.ts'
import { oneOf } from '../options/one-of.ts'
import { reportOptions, type Surroundings } from '../surroundings.ts'

const NAMES = Object.keys(DIFFERENCE_FORMATS) as readonly DifferenceFormatName[]

export function define(command: Command, around: Surroundings): void {
  command
    .argument('<before>', 'a result.json, or the folder that -o wrote (no storm)')
    .argument('<after>', 'the same, of later')
    .addOption(new Option('-f, --format <name>', NAMES.join(', ')).default('table'))
    .action((before: string, after: string, texts: { readonly format: string }) => {
      const format = oneOf('format', texts.format, NAMES)
      const text = DIFFERENCE_FORMATS[format].render(diff(before, after), reportOptions(around))
      around.stdout.write(text)
    })
}
