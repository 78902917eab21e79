// Menus work without this file (details); with it they behave: one open at a time, Escape and a click
// outside close, and the envelope shows the newest conversations in place.
import { bring } from './later.js';
import { byId } from './shown.js';

const MENU = 'details.menu';

export function start() {
  document.addEventListener('toggle', onToggle, true);    // toggle does not bubble
  document.addEventListener('click', onClick);
  document.addEventListener('keydown', event => { if (event.key === 'Escape') onEscape(event); });
}

const openMenus = () => [...document.querySelectorAll(MENU + '[open]')];
const closeMenus = but => openMenus().filter(menu => !but || !menu.contains(but)).forEach(close);

// What is hidden loses the focus: it stays with what opens the menu.
function close(menu) {
  if (menu.contains(document.activeElement)) menu.querySelector('summary').focus({ preventScroll: true });
  menu.open = false;
}

function onToggle(event) {
  if (!event.target.matches(MENU) || !event.target.open) return;
  closeMenus(event.target);
  closeLatest();
  bring('beside');
}

function onClick(event) {
  const envelope = event.target.closest('#envelope > a');
  if (envelope) return onEnvelope(event, envelope);
  closeMenus(event.target);
  if (!event.target.closest('#envelope')) closeLatest();
  const chosen = event.target.closest('.pop a, .pop button');
  // After the browser and htmx have acted on it.
  if (chosen) setTimeout(() => { closeMenus(); closeLatest(); });
}

function onEscape(event) {
  const summaries = openMenus().map(menu => menu.querySelector('summary'));
  const link = isLatestOpen() && document.querySelector('#envelope > a');
  const back = summaries.pop() || link;
  if (!back) return;
  event.preventDefault();
  closeMenus();
  closeLatest();
  back.focus();
}

// ---- the envelope

const isLatestOpen = () => Boolean(byId('latest')) && !byId('latest').hidden;

function onEnvelope(event, link) {
  if (!window.htmx || !byId('latest') || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  closeMenus();
  if (isLatestOpen()) closeLatest();
  else openLatest(link);
}

async function openLatest(link) {
  const place = byId('latest');
  place.textContent = '';
  try {
    await htmx.ajax('GET', '/latest', { source: '#latest', target: '#latest', swap: 'innerHTML' });
  } catch (error) { /* told below: nothing came */ }
  if (!place.isConnected) return;                 // the answer was a whole page
  if (!place.firstElementChild) { location.href = link.href; return; }
  place.hidden = false;
  link.setAttribute('aria-expanded', 'true');
}

function closeLatest() {
  if (!isLatestOpen()) return;
  byId('latest').hidden = true;
  document.querySelector('#envelope > a').setAttribute('aria-expanded', 'false');
}
