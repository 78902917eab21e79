// Shortcuts come with the first key that is pressed outside of a field: #app names their script for those who have
// them switched on. So nobody waits for it, and who has no keyboard never gets it.
import { byId } from './shown.js';

const pressed = [];

export function start() { document.addEventListener('keydown', bring); }

function bring(event) {
  const src = byId('app').dataset.shortcuts;
  if (!src || 'selectionStart' in event.target || event.key.length > 1 || pressed.push(event) > 1) return;
  const script = document.createElement('script');
  document.head.append(Object.assign(script, { type: 'module', src, onload: replay }));
}

// What was pressed meanwhile is not lost.
function replay() {
  document.removeEventListener('keydown', bring);
  pressed.forEach(each => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', each)));
}
