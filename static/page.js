// Moving between pages, and the small things a page does by itself.
import { byId, onPage, say } from './shown.js';

const TICK = 15000;
let shown = '';         // the address that #app was drawn for
let scrolled = 0;       // how far the list was scrolled before #app was drawn anew

export function start() {
  onPage(arrive);
  document.addEventListener('htmx:beforeSwap', event => {
    if (event.detail.target.id === 'app' && list() && list().clientHeight) scrolled = list().scrollTop;
  });
  document.addEventListener('htmx:historyCacheMiss', goBack);
  document.addEventListener('htmx:afterRequest', tellFailure);
  document.addEventListener('htmx:afterSettle', event => { if (event.target.matches('.msg')) refocus(event.target); });
  document.addEventListener('halle:merged', tick);
  setInterval(tick, TICK);
}

const list = () => document.querySelector('.list .scroll') || byId('conversations');
const address = () => location.pathname + location.search;

function arrive() {
  const first = shown === '';
  shown = address();
  fillTimeZone();
  tick();
  if (!first && list()) list().scrollTop = scrolled;
  const unread = byId('first-unread');
  if (unread && !location.hash) unread.scrollIntoView({ block: 'center' });
  if (!first) focusFirst();
}

// The link that was followed is gone with its page: without this the next Tab would start at the very top.
function focusFirst() {
  if (document.activeElement && document.activeElement !== document.body) return;
  const current = document.querySelector('#conversations [aria-current]');
  if (current) current.focus({ preventScroll: true });
  if (document.activeElement !== current && byId('main')) byId('main').focus({ preventScroll: true });
}

// After Save, Cancel or Delete the focus stays with the message.
function refocus(message) {
  if (document.activeElement !== document.body) return;
  const next = message.querySelector('summary') || document.querySelector('#composer textarea');
  if (next) next.focus({ preventScroll: true });
}

// Back and forward draw #app as every link does. A step within the same page (#about) draws nothing:
// it would cost what is half-written.
function goBack(event) {
  event.preventDefault();
  if (event.detail.path !== shown) htmx.ajax('GET', event.detail.path, { target: '#app', swap: 'outerHTML' }).catch(() => {});
}

// What is not the composer (it tells for itself) fails without a trace unless somebody says so.
function tellFailure(event) {
  const place = byId('notice');
  const { elt, xhr } = event.detail;
  if (!place || elt.id === 'composer') return;
  place.textContent = xhr.status === 0 || xhr.status >= 500 ? say('failed') : '';
}

function fillTimeZone() {
  const field = document.querySelector('input[type=hidden][name=time_zone]');
  if (field && !field.value) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || '';
}

// ---- the time left to edit or delete; the server's clock decides, this only shows it

const drawn = document.querySelector('meta[name=now]');
export const ahead = drawn ? Date.parse(drawn.content) - Date.now() : 0;   // of a computer whose clock is wrong

function tick() {
  document.querySelectorAll('[data-until]').forEach(place => {
    const left = Date.parse(place.dataset.until) - Date.now() - ahead;
    if (left > 0) count(place, Math.ceil(left / 60000));
    else close(place);
  });
}

function count(place, minutes) {
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
