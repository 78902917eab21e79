// Shortcuts: single keys that act while nobody types, and the sheet that lists them. A script of its own, brought by
// shortcuts.js. Whoever switched them off (WCAG 2.1.4) has no data-shortcuts at #app.
import { byId, say } from './shown.js';

const KEYS = { j: () => step(1), k: () => step(-1), r: write, '/': find, '?': help };
const AGAIN = ['j', 'k'];       // the others act once, however long they are held
const TYPING = 'input, textarea, select, [contenteditable]';
const PLACE = '#conversations > li, .msg';

document.addEventListener('keydown', onKey);
document.addEventListener('click', event => {
  const link = event.target.closest('a[data-sheet]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openSheet(link.href);
});

const isShown = element => Boolean(element) && element.getClientRects().length > 0;
const shown = selector => [...document.querySelectorAll(selector)].filter(isShown);
const place = () => document.activeElement.closest(PLACE);

function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
  // 229: older browsers say only so that a word is being composed.
  if (event.isComposing || event.keyCode === 229) return;
  if (event.target.closest(TYPING) || document.querySelector('dialog[open]')) return;
  const key = event.key.toLowerCase();
  if (!byId('app') || !('shortcuts' in byId('app').dataset) || (event.repeat && !AGAIN.includes(key))) return;
  const element = claimant(key) || byRow(key);
  if (element) element.click();
  else if (!KEYS[key] || !KEYS[key]()) return;
  event.preventDefault();
}

// What says of itself data-shortcut="e" (archive), "s" (star), "u" (unread): in the row or message that has the
// focus, else on the page around them.
function claimant(key) {
  const all = [...document.querySelectorAll('[data-shortcut]')].filter(each => each.dataset.shortcut === key);
  const here = place();
  const row = here && here.querySelector('form[data-keys]');
  return (here && all.find(each => here.contains(each))) || (!row && all.find(each => !each.closest(PLACE)));
}

// A row of the list says what its keys do ("e archive u unread") and shows only its star.
function byRow(key) {
  const form = place() && place().querySelector('form[data-keys]');
  const words = form ? form.dataset.keys.split(' ') : [];
  const value = words[words.indexOf(key) + 1];
  if (!form || words.indexOf(key) < 0) return null;
  const button = Object.assign(document.createElement('button'), { name: 'do', value, hidden: true });
  form.append(button);
  setTimeout(() => button.remove());
  return button;
}

// On from the row that has the focus, else from the conversation that is open.
function step(by) {
  const links = shown('#conversations a.it, #more a');
  const here = document.activeElement.closest('#conversations > li, #more');
  const at = links.findIndex(link => (here ? here.contains(link) : link.matches('[aria-current]')));
  return focus(links[at < 0 ? 0 : at + by]);
}

function write() {
  const answer = place() && place().querySelector('.acts > a');
  if (answer) answer.click();
  return Boolean(answer) || focus(shown('#composer textarea')[0]);
}

// The field of the page, else the one of the header; where that has no room, the page of the search.
function find() {
  const field = shown('main input[type=search]')[0] || shown('input[type=search]')[0];
  if (field) field.select();
  else if (byId('search')) byId('search').click();
  return focus(field || byId('search'));
}

function focus(element) {
  if (element) element.focus();
  return Boolean(element);
}

function help() {
  openSheet('/keyboard');
  return true;
}

async function openSheet(url) {
  let answer = null;
  try { answer = await fetch(url, { headers: { 'HX-Request': 'true' } }); } catch (error) { /* told below */ }
  if (!answer) { byId('notice').textContent = say('failed'); return; }
  if (!answer.ok || answer.redirected) { location.href = url; return; }
  const piece = await answer.text();
  if (byId('sheet')) return;
  document.body.insertAdjacentHTML('beforeend', piece);
  const sheet = byId('sheet');
  sheet.addEventListener('click', event => {
    if (event.target === sheet || event.target.closest('button, a')) sheet.close();
  });
  sheet.addEventListener('close', () => sheet.remove());
  sheet.showModal();      // closing it gives the focus back to what had it
}
