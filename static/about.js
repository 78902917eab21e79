// Beside the conversation: the clock of the other side runs, and what is the person's own (a note, stars)
// follows their other tabs without costing anybody half-written words or the focus.
import { ahead } from './page.js';
import { byId, onPage } from './shown.js';

const TICK = 5000;

export function start() {
  onPage(tick);
  setInterval(tick, TICK);
  document.addEventListener('input', event => { if (event.target.form === byId('note')) mark(byId('note')); });
  document.addEventListener('htmx:oobBeforeSwap', guard);
  document.addEventListener('htmx:afterSwap', event => { if (event.target.id === 'note') refocus(); });
}

// ---- the time where the other one lives

function tick() {
  const now = Date.now() + ahead;
  document.querySelectorAll('[data-zone]').forEach(place => {
    const time = clock(now, place.dataset.zone);
    if (time && place.textContent !== time) place.textContent = time;
  });
}

function clock(at, timeZone) {
  const parts = { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  try { return new Intl.DateTimeFormat('en-GB', parts).format(at); } catch (error) { return ''; } // an unknown zone
}

// ---- the note and the stars

const written = form => form.querySelector('textarea');
const isHalfWritten = form => written(form).value !== written(form).defaultValue;
const mark = form => form.classList.toggle('dirty', isHalfWritten(form));

// What this tab shows already is left alone, and so is a note that the person is writing.
function guard(event) {
  const { target, fragment } = event.detail;
  if (!target.matches('#note, form.star')) return;
  const piece = fragment.dataset ? fragment : fragment.firstElementChild;
  const known = target.id === 'note'
    ? isHalfWritten(target) || Number(piece.dataset.revision) <= Number(target.dataset.revision)
    : piece.getAttribute('action') === target.getAttribute('action');
  if (known) event.detail.shouldSwap = false;
  else if (target.contains(document.activeElement)) setTimeout(refocus, 0, document.activeElement.id);
}

function refocus(id = 'note-body') {
  if (document.activeElement === document.body && byId(id)) byId(id).focus({ preventScroll: true });
}
