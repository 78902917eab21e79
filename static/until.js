// The time left to edit or delete a message; the server's clock decides, this only shows it.
import { ahead } from './clock.js';
import { onPage } from './shown.js';

const TICK = 15000;

export function start() {
  onPage(tick);
  document.addEventListener('halle:merged', tick);
  setInterval(tick, TICK);
}

function tick() {
  document.querySelectorAll('[data-until]').forEach(place => {
    const left = Date.parse(place.dataset.until) - Date.now() - ahead;
    if (left > 0) remind(place, Math.ceil(left / 60000));
    else close(place);
  });
}

function remind(place, minutes) {
  place.querySelectorAll('.left').forEach(part => {
    const text = (part.dataset.text || '').replace('{minutes}', minutes);
    if (text && part.textContent !== text) part.textContent = text;
  });
  place.querySelectorAll('progress').forEach(bar => { bar.value = minutes; });
}

function close(place) {
  [place, ...place.querySelectorAll('.within')].forEach(part => { if (part.matches('.within')) part.hidden = true; });
  place.parentNode.querySelectorAll('.after').forEach(part => { part.hidden = false; });
}
