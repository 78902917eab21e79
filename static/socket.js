// The websocket, and the only owner of its reconnection. The htmx extension retries after four close codes
// and leaves the page dead after all others (1000, 1001, 1008 ...), so its own retry is put off for good
// and every end of a socket, seen or suspected, goes through lose().
import { byId } from './shown.js';

const PING = 5000;      // the server's own pings are invisible here, so we send ours
const HIDDEN = 25000;   // nobody looks: seldom is enough
const ANSWER = 4500;    // a socket that says nothing for so long after a ping is dead
const OPENING = 10000;
const LONGEST = 30000;
const NEVER = 2147483647;
const FINAL = [4401, 4403];

let socket = null;
let reopen = null;      // the extension's way to make the next socket for #live
let heard = 0;
let answer = 0;         // timer: the ping that waits for its answer
let opening = 0;        // timer: the socket that waits to open
let retry = 0;          // timer: the pause before the next socket
let tries = 0;          // sockets in a row that were of no use
let shut = 0;           // sockets in a row that did not even open
let best = 0;           // which address opened last: 0 the configured one, 1 this page's own server
let watcher = {};

/** When the next socket is tried, in milliseconds since 1970. */
export let retryAt = 0;

export const isOpen = () => Boolean(socket) && socket.readyState === WebSocket.OPEN;
export const isOpening = () => Boolean(socket) && socket.readyState === WebSocket.CONNECTING;

/** `calls`: opened(), heard(), lost(since), ended(code). Must run before htmx meets #live. */
export function watch(calls) {
  watcher = calls;
  htmx.createWebSocket = create;
  htmx.config.wsReconnectDelay = () => NEVER;
  ['htmx:wsOpen', 'htmx:wsClose'].forEach(name => document.addEventListener(name, event => {
    reopen = event.detail.socketWrapper.reconnect;
  }));
  setInterval(() => (document.hidden ? doubt(HIDDEN) : probe()), PING);
}

export function send(words) {
  if (isOpen()) socket.send(JSON.stringify(words));
}

/** Asks the server for a sign of life; without one the socket counts as lost since now. */
export function probe() {
  if (answer || !isOpen()) return;
  const asked = socket;
  const at = Date.now();
  send({ ping: 1 });
  answer = setTimeout(() => abandon(asked, at), ANSWER);
}

/** As probe(), when the last sign of life is older than `age` milliseconds. */
export function doubt(age) {
  if (Date.now() - heard > age) probe();
}

/** Tries at once instead of at the end of the pause. */
export function reconnect() {
  clearTimeout(retry);
  if (!socket && reopen) reopen();
}

function create(configured) {
  const fallback = location.origin.replace(/^http/, 'ws') + '/live';
  const turn = shut < 2 ? best : (best + shut + 1) % 2;
  socket = connect(turn ? [fallback] : [configured, fallback]);
  const mine = socket;
  mine.binaryType = htmx.config.wsBinaryType;
  opening = setTimeout(() => mine.close(), OPENING);
  mine.addEventListener('open', () => {
    clearTimeout(opening);
    best = turn;
    shut = -1;          // this one opened; lose() counts on from here
    if (mine === socket) watcher.opened();
  });
  mine.addEventListener('message', event => hear(mine, event));
  mine.addEventListener('close', event => lose(mine, event.code, Date.now()));
  return mine;
}

// The browser refuses ws: on an https: page with an exception, which would end the extension for good.
function connect(urls) {
  try { return new WebSocket(urls[0]); } catch (error) { return new WebSocket(urls[1]); }
}

// Runs before the extension's own listener, so it decides what the extension gets to see.
function hear(from, event) {
  if (from !== socket || event.data === 'pong') event.stopImmediatePropagation();
  if (from !== socket) return;
  heard = Date.now();
  clearTimeout(answer);
  answer = tries = 0;
  watcher.heard();
}

// Closing a half-open socket takes the browser up to a minute; nobody waits for it.
function abandon(dead, since) {
  dead.onclose = null;
  dead.close();
  lose(dead, 1006, since);
}

function lose(ended, code, since) {
  if (ended !== socket) return;
  socket = null;
  [answer, opening, retry].forEach(clearTimeout);
  answer = 0;
  shut += 1;
  if (!byId('live')) return;
  if (FINAL.includes(code)) watcher.ended(code);
  else pause();
  watcher.lost(since);
}

// Full jitter: after a restart of the server its people come back spread out, not all at once.
function pause() {
  const wait = 250 + Math.random() * Math.min(LONGEST, 1000 * 2 ** tries);
  tries += 1;
  retryAt = Date.now() + wait;
  retry = setTimeout(reconnect, wait);
}
