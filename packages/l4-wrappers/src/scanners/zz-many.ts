import { mkdirSync, writeFileSync, rmSync } from 'node:fs';
import { createContext } from '@strata/core';
import { ScannersWrapper } from '/work/main/packages/l4-wrappers/src/scanners/index.ts';
const root='/tmp/scan-scratch/many'; rmSync(root,{recursive:true,force:true});
let t=performance.now();
for (let d=0; d<100; d++){ mkdirSync(`${root}/${d}`,{recursive:true}); for(let f=0;f<1000;f++) writeFileSync(`${root}/${d}/${f}.txt`,`a line of text ${d} ${f}\n`);}
console.log('made', performance.now()-t); t=performance.now();
const r=await new ScannersWrapper().execute({operation:'scan_secrets',path:root},createContext());
console.log('scanned', performance.now()-t, r.success&&[r.data.scanned,r.data.complete,r.data.summary.findings], process.memoryUsage().rss/1e6);
rmSync(root,{recursive:true,force:true});
