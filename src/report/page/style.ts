/** How a page looks: on a wide screen, on a phone, in the dark and on paper. */
import { MONO, plotStyle, SANS } from '../plot/palette.ts'

const SCREEN = `
*{box-sizing:border-box}
html{color-scheme:light dark;-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 ${SANS};overflow-wrap:anywhere}
main,header,footer{max-width:1180px;margin:0 auto;padding:0 16px}
header{padding-top:40px}
h1{font-size:clamp(26px,5vw,38px);line-height:1.15;letter-spacing:-.02em;margin:0 0 12px;font-weight:700}
h2{font-size:22px;letter-spacing:-.01em;margin:64px 0 6px;padding-top:14px;border-top:1px solid var(--line)}
h3{font-size:17px;margin:40px 0 4px}
h4{font-size:14px;margin:0 0 8px;font-weight:600}
p,ul,ol,dl{max-width:72ch;margin:8px 0}
a{color:var(--hue0)}
code,pre,.name{font-family:${MONO};font-size:.86em}
pre{background:var(--wash);border-radius:6px;padding:12px 14px;margin:12px 0;white-space:pre-wrap;line-height:1.5}
small,.soft{color:var(--soft);font-size:14px}
.facts{display:flex;flex-wrap:wrap;gap:2px 22px;padding:0;list-style:none;color:var(--soft);font-size:14px;max-width:none}
.facts b{color:var(--ink);font-weight:600}
.notice{border-left:4px solid var(--alarm);background:var(--wash);padding:8px 14px}
nav ul{display:flex;flex-wrap:wrap;gap:4px 18px;list-style:none;padding:0;font-size:14px;max-width:none}
.grid{display:grid;gap:28px 44px;grid-template-columns:repeat(auto-fit,minmax(min(100%,344px),1fr));margin:16px 0;align-items:start}
.tiles{display:grid;gap:20px 22px;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));margin:16px 0}
figure{margin:0;break-inside:avoid}
figcaption{font-size:14px;color:var(--soft);margin:0 0 8px}
figcaption b{color:var(--ink)}
figure svg{display:block;width:100%;height:auto;max-width:470px}
.tiles svg{max-width:210px}
.wide svg,.whole svg{max-width:900px}
.whole svg{min-width:640px}
.narrow{display:none}
.key{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:2px 18px;font-size:13px;max-width:none;margin:4px 0}
.key svg{width:26px;height:10px;vertical-align:0;margin-right:6px}
.key i{display:inline-block;width:11px;height:11px;border-radius:2px;background:var(--c);margin-right:6px}
.list{list-style:none;padding:0;max-width:none}
.list li{padding:5px 0 5px 34px;text-indent:-34px}
.list .no{display:inline-block;width:34px;text-indent:0;color:var(--soft);font-variant-numeric:tabular-nums}
details{margin:10px 0;font-size:14px}
summary{cursor:pointer;color:var(--soft);padding:4px 0}
.scroll{overflow-x:auto;margin:6px 0}
table{border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums;line-height:1.4}
caption{text-align:left;color:var(--soft);padding:0 0 6px}
th,td{padding:4px 10px;text-align:right;white-space:nowrap;border-bottom:1px solid var(--line)}
td wbr,th wbr{display:none}
th{font-weight:600;vertical-align:bottom}
th[scope=rowgroup]{position:sticky;left:0;vertical-align:top;background:var(--paper);white-space:normal;overflow-wrap:normal}
th[scope=rowgroup] wbr{display:inline}
tbody+tbody tr:first-child>*{border-top:1px solid var(--soft)}
thead th{border-bottom-color:var(--soft)}
.l{text-align:left}
tbody .l{font-family:${MONO};font-size:12px;font-weight:400}
th:first-child,td:first-child{padding-left:0}
tbody:has(th[scope=rowgroup]) th[scope=row]{padding-left:10px}
dt{font-weight:600;margin-top:8px}
dd{margin:0}
footer{color:var(--soft);font-size:14px;padding-bottom:48px;margin-top:56px}
:focus-visible{outline:2px solid var(--hue0);outline-offset:2px}
`

const NARROW = `
@media (max-width:660px){.wide{display:none}.narrow{display:block}header{padding-top:24px}h2{margin-top:48px}}
`

/**
 * Light, whatever the screen has; what is folded is unfolded, what scrolls is laid out. Small letters are
 * for tables that would have no room with others, and what announces stands with what it announces.
 */
const PRINT = `
@page{margin:13mm}
@media print{
html{color-scheme:light}
body{font-size:10.5pt}
main,header,footer{max-width:none;padding:0}
body{print-color-adjust:exact;-webkit-print-color-adjust:exact}
nav,summary,.aside{display:none}
details::details-content{display:block;content-visibility:visible;block-size:auto}
.scroll{overflow:visible}
table{font-size:8.5pt;max-width:100%}
table:has(thead th:nth-child(10)){font-size:6.6pt}
tbody .l{font-size:.96em}
th,td{padding:2px 4px;white-space:normal;overflow-wrap:normal}
td wbr,th wbr{display:inline}
h2,h3,h4,h2+p,h3+p,.key,ul.soft:not(:last-child),li:first-child,dt,figcaption,caption,thead{break-after:avoid}
thead+tbody tr:first-child,tbody:last-child tr:last-child{break-before:avoid}
p,tr,li,dd,.key,tbody:has(th[scope=rowgroup]){break-inside:avoid}
.grid{grid-template-columns:1fr 1fr;gap:18px 26px}
.tiles{grid-template-columns:repeat(4,1fr)}
a{color:inherit;text-decoration:none}
}
`

export const pageStyle = (): string =>
  [plotStyle(':root'), SCREEN, NARROW, PRINT].join('\n').replace(/\n+/g, '\n')
