// Shortcuts come with the first key that is pressed outside of a field, for those who have them switched on. So who has
// no keyboard never gets their script.
import { bring } from './later.js';

const pressed = [];

export function start() { document.addEventListener('keydown', press); }

function press(event) {
  if ('selectionStart' in event.target || event.key.length > 1) return;
  if (bring('shortcuts', replay)) pressed.push(event);
}

// What was pressed meanwhile is not lost.
function replay() {
  document.removeEventListener('keydown', press);
  pressed.forEach(each => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', each)));
}
