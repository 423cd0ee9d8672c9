import { within } from './test/cli/within.ts'
import stringWidth from 'string-width'
const runs: string[][] = [
 ['compare','-p','ideal','-s','all','-n','2'],
 ['compare','-n','20'],
 ['compare','-p','lte_good','-s','fast-resume-direct+pipelined','legacy-resume-starttls','--server','prosody','ejabberd','-n','20'],
 ['compare','--scenario','tunnel','wifi-to-cell','--policy','modern','conversations-background','-p','lte_good','-s','fast-resume-direct+pipelined+tfo','legacy-starttls+no-sm','-n','10'],
 ['list','strategies'],['list','profiles'],['list','modifiers'],['list','scenarios'],['list','policies'],['list','servers'],['list','certificates'],['list','clients'],
 ['show','lte_good'],['show','tunnel'],['show','conversations'],['show','fast-resume-direct+pipelined'],['show','+tfo'],
 ['trace','fast-resume-direct+pipelined'],['trace','sasl2-resume-direct','--scenario','tunnel'],
 ['diff','/tmp/guard-a','/tmp/guard-b'],['check','/tmp/guard-bud.json','--workers','1'],
 ['compare','-p','lte_good','umts_driving','edge_industry','lte_weak','train','-s','fast-resume-direct+pipelined','legacy-resume-starttls','-n','20'],
]
for (const columns of [80, 60]) for (const args of runs) {
  const { stdout, stderr } = await within(args, { columns, env: { NO_COLOR: '1' } })
  const wide = stdout.split('\n').filter((l) => stringWidth(l) > columns && !/^(npx|before:|after:)/.test(l))
  if (wide.length) console.log(columns, args.join(' '), wide.length, '\n   ', wide.slice(0,3).join('\n    '))
}
