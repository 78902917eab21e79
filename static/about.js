// Beside the conversation: the clock of the other side runs, and what is the person's own (a note, stars)
// follows their other tabs without costing anybody half-written words or the focus.
import { ahead } from './clock.js';
import { byId, onPage } from './shown.js';

const TICK = 5000;

export function start() {
  onPage(() => { tick(); mark(); fillTimeZone(); });
  setInterval(tick, TICK);
  document.addEventListener('input', event => { if (event.target.id === 'note-body') mark(); });
  document.addEventListener('htmx:oobBeforeSwap', guard);
  document.addEventListener('htmx:beforeSwap', event => { if (event.detail.target.id === 'note') hold(event.detail.target); });
}

// ---- where the person lives who makes an account

function fillTimeZone() {
  const field = document.querySelector('input[name=time_zone][data-zone]');
  if (field && !field.value) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || '';
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

// Also one that the server refused: what was typed is all that there is of it.
function isHalfWritten(form) {
  const field = form.querySelector('textarea');
  return field.value !== field.defaultValue || field.matches('[aria-invalid]');
}

function mark() {
  const form = byId('note');
  if (form) form.classList.toggle('dirty', isHalfWritten(form));
}

// What this tab shows already is left alone, and so is a note that the person is writing.
function guard(event) {
  const { target, fragment } = event.detail;
  if (!target.matches('#note, form.star')) return;
  const piece = fragment.dataset ? fragment : fragment.firstElementChild;
  const known = target.id === 'note'
    ? isHalfWritten(target) || Number(piece.dataset.revision) <= Number(target.dataset.revision)
    : piece.getAttribute('action') === target.getAttribute('action');
  if (known) event.detail.shouldSwap = false;
  else hold(target);
}

// Keeps the focus where it was; the button that saved the note is gone with what there was to save.
function hold(form) {
  const { id } = document.activeElement;
  if (form.contains(document.activeElement)) setTimeout(() => refocus(id) || refocus('note-body'));
}

function refocus(id) {
  if (document.activeElement === document.body && byId(id)) byId(id).focus({ preventScroll: true });
  return document.activeElement !== document.body;
}
