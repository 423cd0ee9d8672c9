import type { Direction } from '../direction.ts'
import { roundTrip } from '../quantities/words.ts'
import { sum } from '../units.ts'
import { delaysOf } from './listed.ts'
import { impairmentText, type ListedImpairment } from './listed-impairments.ts'
import type { ResolvedListing } from './resolve.ts'

export function describeListing({ link, mtu, folklore }: ResolvedListing): string[] {
  const { up, down } = delaysOf(link)
  const ways = up === down ? '' : ` (${roundTrip(up)} up, ${roundTrip(down)} down)`
  return [
    `RTT ${roundTrip(sum(up, down))}${ways}, the sum of the delays`,
    ...wayLines('up', link.up),
    ...wayLines('down', link.down),
    `MTU ${mtu} bytes at both ends`,
    ...(folklore ? ['folklore: copied from presets, not measured'] : []),
  ]
}

const wayLines = (way: Direction, stages: readonly ListedImpairment[]): string[] =>
  stages.length === 0
    ? [`${way}: nothing impairs it`]
    : stages.map((stage, index) => `${way} ${index + 1}: ${impairmentText(stage)}`)
