// Scripts of their own, which come when a page needs them: so nobody waits for what few use. #app names their addresses.
import { byId, onPage } from './shown.js';

const brought = new Set();

export function start() {
  onPage(look);
  document.addEventListener('change', event => { if (event.target.id === 'files') bring('files'); });
  document.addEventListener('htmx:oobAfterSwap', look);
}

function look() {
  if (document.querySelector('[data-zone], [data-due], [data-until], [data-wanted], form.star')) bring('beside');
  if (byId('quick')) bring('quick');
  if (document.querySelector('[data-upload]')) bring('files');
  // Files come by themselves; the text alone is no form of parts (any value but that one says so).
  if (byId('composer')) byId('composer').enctype = '';
}

/** Loads the script of that name, once; whether the page has one. */
export function bring(name, onload) {
  const src = byId('app').dataset[name];
  if (src && !brought.has(name)) {
    brought.add(name);
    document.head.append(Object.assign(document.createElement('script'), { type: 'module', src, onload }));
  }
  return src;
}
