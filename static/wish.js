// The person switched notifications on elsewhere, while this page was open: their script comes.
import { byId } from './shown.js';

export function start() {
  look();
  document.addEventListener('htmx:oobAfterSwap', look);
}

function look() {
  const { news: src } = byId('app').dataset;
  if (!src || !document.querySelector('#news[data-wanted]') || document.querySelector(`script[src="${src}"]`)) return;
  document.head.append(Object.assign(document.createElement('script'), { type: 'module', src }));
}
