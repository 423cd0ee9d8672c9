/** Reports in a real browser: nothing overflows, nothing is asked for, nothing is complained of. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { renderDifferencePage } from '../../src/report/difference/page.ts'
import { renderHtml } from '../../src/report/html.ts'
import { STORM_FORMATS } from '../../src/report/storm/formats.ts'
import { renderSvg } from '../../src/report/svg.ts'
import { differenceFor } from '../report/specimens/difference.ts'
import { stormOf } from '../report/specimens/storm.ts'
import { SAMPLE_LIVES } from '../result/sample-lives.ts'
import { SAMPLE_RESULT } from '../result/sample-result.ts'
import { Chromium, unlessChromium, type View } from './chromium.ts'
import { LARGE_RESULT } from './large-result.ts'

const PAGES = {
  attempts: renderHtml(SAMPLE_RESULT),
  lives: renderHtml(SAMPLE_LIVES),
  many: renderHtml(LARGE_RESULT),
  'before and after': renderDifferencePage(differenceFor()),
  'a storm': STORM_FORMATS.html.render(stormOf('somebody')),
}

const VIEWS: readonly View[] = [
  { width: 1400, scheme: 'light' },
  { width: 360, scheme: 'dark' },
  { width: 700, scheme: 'dark', media: 'print' },
]

/** What is wider than the page, but for what scrolls by itself; and texts that leave their figure. */
const OVERFLOWING = `(() => {
  const width = document.documentElement.clientWidth
  const visible = (element) => element.getClientRects().length > 0
  const wide = [...document.querySelectorAll('body *')].filter((element) =>
    visible(element) && !element.closest('.scroll, svg') &&
    element.getBoundingClientRect().right > width + 0.5)
  const cut = [...document.querySelectorAll('figure svg text')].filter((text) => {
    if (!visible(text)) return false
    const inner = text.getBoundingClientRect()
    const outer = text.ownerSVGElement.getBoundingClientRect()
    return inner.left < outer.left - 1 || inner.right > outer.right + 1 ||
      inner.top < outer.top - 1 || inner.bottom > outer.bottom + 1
  })
  return [
    ...(document.documentElement.scrollWidth > width ? ['the page scrolls sideways'] : []),
    ...[...wide, ...cut].map((element) => element.outerHTML.slice(0, 200)),
  ]
})()`

/** Of text and of what it stands upon. */
const COLOURS = `(() => {
  const style = getComputedStyle(document.body)
  return [style.color, style.backgroundColor]
})()`

describe('a report in Chromium', unlessChromium(), () => {
  const folder = mkdtempSync(join(tmpdir(), 'xmpp-rtt-browser-'))
  let browser: Chromium

  const stored = (name: string, text: string): string => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return pathToFileURL(path).href
  }

  before(async () => {
    browser = await Chromium.start()
  })

  after(async () => {
    await browser.close()
    rmSync(folder, { recursive: true })
  })

  for (const [name, page] of Object.entries(PAGES)) {
    for (const view of VIEWS) {
      it(`of ${name} fits ${view.width} pixels${view.media ? ' of paper' : ''}`, async () => {
        const url = stored(`${name}.html`, page)
        await browser.open(url, view)
        assert.deepEqual(browser.messages, [])
        assert.deepEqual(browser.requests, [url])
        assert.deepEqual(await browser.evaluate(OVERFLOWING), [])
      })
    }
  }

  it('is light or dark as its reader is, and light on paper', async () => {
    const url = stored('colours.html', renderHtml(SAMPLE_RESULT))
    const colours = async (view: View): Promise<unknown> => {
      await browser.open(url, view)
      return await browser.evaluate(COLOURS)
    }
    const light = ['rgb(28, 33, 40)', 'rgb(255, 255, 255)']
    const dark = ['rgb(232, 235, 239)', 'rgb(15, 19, 24)']
    assert.deepEqual(await colours({ width: 800, scheme: 'light' }), light)
    assert.deepEqual(await colours({ width: 800, scheme: 'dark' }), dark)
    assert.deepEqual(await colours({ width: 800, scheme: 'dark', media: 'print' }), light)
  })

  it('is below two megabytes with fourteen strategies on eighteen profiles', () => {
    assert.equal(LARGE_RESULT.cells.length, 14 * 18)
    assert.ok(Buffer.byteLength(renderHtml(LARGE_RESULT)) < 2_000_000)
  })

  it('has figures that are pictures by themselves', async () => {
    const url = stored('figure.svg', renderSvg(SAMPLE_RESULT))
    const page = stored('picture.html', `<!doctype html><title>a</title><img src="${url}">`)
    await browser.open(page, { width: 1200, scheme: 'dark' })
    assert.deepEqual(browser.messages, [])
    assert.equal(await browser.evaluate('document.images[0].naturalWidth'), 1040)
  })
})
