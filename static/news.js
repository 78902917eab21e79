// What is new, told by notifications of the browser. A script of its own, for those who want them.
import { ahead } from './clock.js';
import { byId, onPage, other } from './shown.js';

const PAUSE = 1000;     // so long another tab or device may take to say that it has been read
const TURN = 100;        // milliseconds
const KEPT = 50;        // messages of which this browser remembers that it told
const shown = new Map();    // conversation -> its notification, of those that this tab has shown
const now = document.querySelector('meta[name=now]');
// What is older was there when the tab came; or when the person switched this on elsewhere, and this script came here.
const begun = byId('news') && byId('news').dataset.wanted ? Date.now() + ahead : now ? Date.parse(now.content) : Infinity;

onPage(drawPermission);
document.addEventListener('htmx:oobAfterSwap', event => { if (event.target.id === 'news') look(); });
window.addEventListener('pagehide', () => shown.forEach(each => each.close()));   // as after a log-out
window.addEventListener('focus', drawPermission);
document.addEventListener('change', event => { if (event.target.id === 'notify' && event.target.checked) ask(); });
document.addEventListener('click', event => { if (event.target.closest('#permission button')) ask(); });

// ---- #news holds the newest unread messages

function state() {
  if (!window.isSecureContext) return 'insecure';
  return window.Notification ? Notification.permission : 'missing';
}

const rows = () => [...byId('news').children];
const isLookedAt = row => row.dataset.with === other() && !document.hidden && document.hasFocus();

function look() {
  const unread = new Set(rows().map(row => row.dataset.conversation));
  shown.forEach((each, conversation) => { if (!unread.has(conversation)) each.close(); });
  if (state() !== 'granted') return;
  rows().filter(row => Date.parse(row.dataset.at) > begun).forEach(row => setTimeout(tell, PAUSE, row.dataset.message));
}

// Each tab gets here; the first one that does so tells, and the others find it told.
async function tell(message) {
  await alone(message, () => {
    const row = rows().find(each => each.dataset.message === message);
    if (row && !isLookedAt(row) && isFirst(message)) show(row);
  });
}

// One tab at a time, which keeps its turn for a while: what it notes in the storage reaches other processes late.
const alone = (message, act) => (navigator.locks
  ? navigator.locks.request(`news-${message}`, () => { act(); return new Promise(done => setTimeout(done, TURN)); })
  : act());

function isFirst(message) {
  try {
    const told = JSON.parse(localStorage.getItem('told') || '[]');
    if (told.includes(message)) return false;
    localStorage.setItem('told', JSON.stringify([message, ...told].slice(0, KEPT)));
  } catch (error) { /* no storage: the tag keeps it to one */ }
  return true;
}

function show(row) {
  const { conversation, name } = row.dataset;
  const look = { body: row.textContent.trim(), tag: `conversation-${conversation}`, renotify: true, silent: true };
  try {
    const notification = new Notification(name, look);
    notification.onclick = () => open(row, notification);
    shown.set(conversation, notification);
  } catch (error) { /* browsers of telephones leave them to service workers */ }
}

function open(row, notification) {
  const address = `/inbox/${row.dataset.with}`;
  const link = document.querySelector(`#conversations a[href="${address}"]`);
  notification.close();
  window.focus();
  if (link) link.click();
  else location.href = address;
}

// ---- whether this browser shows them: asked for when the person clicks, and never before

function drawPermission() {
  const place = byId('permission');
  if (!place) return;
  place.querySelector('[role=status]').textContent = place.dataset[state()];
  place.querySelector('button').hidden = state() !== 'default';
}

async function ask() {
  if (state() !== 'default') return;
  await Notification.requestPermission();
  if (document.activeElement.closest('#permission')) byId('notify').focus();      // the button goes away
  drawPermission();
}
