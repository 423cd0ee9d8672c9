/** The importers that there are; one more is one more line here. */
import { atc } from './atc.ts'
import { bandwidth } from './bandwidth.ts'
import type { Importer } from './importer.ts'
import { iperf3 } from './iperf3.ts'
import { mahimahi } from './mahimahi.ts'
import { netem } from './netem/netem.ts'
import { ping } from './ping.ts'
import { series } from './series.ts'
import { webPageTest } from './web-page-test.ts'

export const IMPORTERS: readonly Importer[] = [
  ping,
  iperf3,
  netem,
  atc,
  webPageTest,
  mahimahi,
  bandwidth,
  series,
]
