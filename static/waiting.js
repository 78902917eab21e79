// What waits above the composer: the seconds left to take it back, and the text that comes back into the box.
import { ahead } from './clock.js';
import { byId } from './shown.js';

const TICK = 250;

export function start() {
  setInterval(tick, TICK);
  document.addEventListener('halle:merged', tick);
  document.addEventListener('htmx:oobAfterSwap', event => { if (event.target.id === 'back') putBack(); });
  tick();
}

// The server decides when it goes out; this only counts.
function tick() {
  document.querySelectorAll('[data-due]').forEach(place => {
    const left = Math.max(0, Math.ceil((Date.parse(place.dataset.due) - Date.now() - ahead) / 1000));
    const text = place.dataset.text.replace('{seconds}', left);
    if (place.textContent !== text) place.textContent = text;
  });
}

// Before whatever was begun meanwhile.
function putBack() {
  const place = byId('back');
  const box = document.querySelector('form#composer textarea');
  const text = place.textContent;
  place.textContent = '';
  if (!box || !text) return;
  box.value = box.value.trim() ? `${text}\n\n${box.value}` : text;
  box.dispatchEvent(new Event('input', { bubbles: true }));
  box.focus();
  box.setSelectionRange(text.length, text.length);
}
