/** Look of the lab's own pages: plain, so that nobody takes them for the product. */
export const style = `
:root { color-scheme: light dark; --line: #8886; --soft: #8882; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --bad: #ff8a80; } }
body { font: 16px/1.5 system-ui, "Liberation Sans", sans-serif; max-width: 72rem; margin: 0 auto; padding: 0 1rem 3rem; }
header { border-bottom: 4px dashed var(--line); padding: .6rem 0; display: flex; gap: 1.2rem; flex-wrap: wrap; align-items: baseline; }
h1 { font-size: 1.4rem; margin: 1rem 0 .3rem; } h2 { font-size: 1.1rem; margin: 1.6rem 0 .4rem; }
.note { color: GrayText; margin: 0; }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(12rem, 1fr)); gap: .6rem; padding: 0; margin: .8rem 0; }
.figures div { border: 1px solid var(--line); border-radius: .4rem; padding: .4rem .7rem; }
.figures dt { font-size: .85rem; color: GrayText; } .figures dd { margin: 0; font-size: 1.25rem; font-variant-numeric: tabular-nums; }
.bad { color: var(--bad); font-weight: 600; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.faults { display: grid; grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr)); gap: .7rem; padding: 0; list-style: none; }
nav { margin-left: auto; }
.faults li { min-width: 0; border: 1px solid var(--line); border-radius: .4rem; padding: .6rem .8rem; }
.faults p { margin: .2rem 0 .5rem; font-size: .92rem; }
form { display: flex; flex-wrap: wrap; gap: .4rem .6rem; align-items: center; margin: 0; }
select { max-width: 100%; text-overflow: ellipsis; }
label { font-size: .9rem; } input[type="number"] { width: 6.5rem; }
button, select, input { font: inherit; padding: .25rem .6rem; min-height: 2.2rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--soft); padding: 1rem; border-radius: .4rem; font: 15px/1.55 ui-monospace, "Liberation Mono", monospace; }
dl.head { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; } dl.head dd { margin: 0; overflow-wrap: anywhere; }
`;
