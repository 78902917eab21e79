// What a person sees while the live connection is away: the bar, and a presence that claims nothing.
import { byId, say } from './shown.js';

const GRACE = 3000;     // shorter gaps are not worth a word
let covered = null;     // the presence text that stands back, with the place it belongs to

/** `away` is null, or { since, retryAt, silent }; silent: polls get no answer either. Draws the same again safely. */
export function draw(away) {
  const shown = Boolean(away) && Date.now() - away.since >= GRACE;
  const offline = shown && away.silent;
  document.documentElement.classList.toggle('offline', offline);
  const bar = byId('offline');
  if (bar) {
    if (!shown && bar.contains(document.activeElement)) byId('main').focus();
    bar.hidden = !shown;
    if (shown) count(byId('offline-text'), offline ? 'offline' : 'polling', away.retryAt);
  }
  if (offline) cover();
  else uncover();
}

function count(place, kind, retryAt) {
  const seconds = Math.max(1, Math.ceil((retryAt - Date.now()) / 1000));
  if (place.dataset.kind !== kind || !place.children.length) {
    place.dataset.kind = kind;
    const [before, after] = (say(kind) || say('offline')).split('{seconds}');
    const number = document.createElement('span');
    number.setAttribute('aria-live', 'off');    // read aloud once, not each second
    place.textContent = '';
    place.append(before, number, after || '');
    number.hidden = after === undefined;
  }
  place.firstElementChild.textContent = seconds;
}

// Only the status stands back; the local time beside it stays true.
function cover() {
  const place = byId('presence');
  if (!place || (covered && covered.place === place) || !place.firstChild) return;
  const status = place.firstChild;
  const unknown = document.createTextNode(say('unknown') + ' ');
  place.replaceChild(unknown, status);
  covered = { place, status, unknown };
}

function uncover() {
  if (covered && covered.unknown.parentNode) covered.unknown.parentNode.replaceChild(covered.status, covered.unknown);
  covered = null;
}
