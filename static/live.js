// The life of the live connection: hello on every opening, polls while it is away, and the way back.
import * as offline from './offline.js';
import * as poll from './poll.js';
import { byId, filter, memory, onPage, other, since, stars } from './shown.js';
import * as socket from './socket.js';

const LOOP = 30000;     // one reload in this time; a second one would not help either
const tab = Math.random().toString(36).slice(2);
let away = { since: Date.now(), silent: false };
let clock = 0;
let ended = false;      // the server does not want this login's sockets any more

export function start() {
  if (!window.htmx || !byId('live')) return;
  poll.watch({ answered: () => polled(false), silent: () => polled(true), refused: leave });
  socket.watch({ opened: hello, heard: back, lost, ended: end });
  onPage(() => { hello(); show(); });
  listen();
}

function listen() {
  document.addEventListener('click', event => {
    if (event.target.closest('#offline button')) check();
  });
  ['online', 'offline', 'focus'].forEach(name => window.addEventListener(name, check));
  window.addEventListener('pageshow', event => event.persisted && check());
  document.addEventListener('visibilitychange', () => document.hidden || check());
  // Who is about to write learns of a dead connection sooner than the next ping would tell.
  ['keydown', 'pointerdown'].forEach(name => document.addEventListener(name, () => socket.doubt(10000)));
}

function hello() {
  socket.send({ tab, with: other(), since: since(), filter: filter(), stars: stars() });
  socket.probe();       // its answer proves that the connection carries something
}

function back() {
  if (!away) return;
  away = null;
  poll.stop();
  show();
}

function lost(at) {
  if (!away) away = { since: at, silent: false };
  poll.start();
  show();
}

function polled(silent) {
  if (away) away.silent = silent;
  show();
}

function end() {
  ended = true;
  leave();
}

// The server sends whoever is not logged in to the log-in page; what is half-written is in sessionStorage.
function leave() {
  if (document.querySelector('input[type=password]')) return;   // already there, perhaps with a text to be sent
  if (Date.now() - Number(memory.get('left')) < LOOP) return;
  memory.set('left', Date.now());
  location.reload();
}

// Something suggests that the answer may have changed: look now, not at the end of a pause.
function check() {
  if (socket.isOpen()) {
    socket.probe();
  } else if (away && !socket.isOpening()) {
    if (!ended) socket.reconnect();
    poll.start();
  }
}

function show() {
  clearTimeout(clock);
  if (away) clock = setTimeout(show, 1000);
  offline.draw(away && { ...away, retryAt: socket.retryAt });
}
