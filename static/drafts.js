// Half-written text is kept on the server while it is typed, and in this tab until it is there: a reload, a log-in
// that ended, another device or another conversation opened in between must not cost anybody their words.
import { absorb } from './poll.js';
import { byId, csrf, lastSeq, memory, onPage, other, wasSent } from './shown.js';

const PREFIX = 'draft:';
const PAUSE = 1000;         // after the last key
const PATIENCE = 5000;      // for somebody who never pauses
const LATER = 10000;        // after a save that got no answer
const SILENCE = 20000;      // a save that takes longer is made again
const KEEPALIVE_MAX = 60000;    // browsers refuse more for a page that is going away
let step = 0;               // counts the saves, so that the server knows which of two is the later one
let timer = 0;
let due = 0;
let busy = false;           // one save at a time, but for the one that a page makes when it goes
let barred = false;         // the login or the token of this page is over: the text waits in this tab
let held = null;            // the text of a message on its way

const name = () => `${PREFIX}${byId('live') ? byId('live').dataset.viewer : ''}:${other()}`;
const composed = () => document.querySelector('form#composer textarea');
const stored = () => byId('draft');     // its value is the version that this page knows of, data-text what that says
const answered = () => { const field = document.querySelector('#reply [name=reply_to]'); return field ? field.value : ''; };
const kept = key => JSON.parse(memory.get(key) || 'null');
const write = text => { composed().value = text; composed().dispatchEvent(new Event('input', { bubbles: true })); };

export function start() {
  onPage(arrive);
  document.addEventListener('input', event => { if (event.target === composed()) keep(); });
  document.addEventListener('focusout', event => { if (event.target === composed()) save(); });
  document.addEventListener('htmx:afterSettle', event => {
    if (event.target.id === 'reply' && composed()) keep();
    const { requestConfig } = event.detail;
    // One may write again. What a message brings back settles here too, and may be faster than a save of this page.
    if (event.target.id === 'composer' && requestConfig && requestConfig.verb === 'get') arrive();
  });
  document.addEventListener('htmx:beforeSwap', event => { if (event.detail.target.id === 'app') save(); });
  document.addEventListener('htmx:oobBeforeSwap', hear);
  document.addEventListener('visibilitychange', () => { if (document.hidden) save(); });
  window.addEventListener('pagehide', leave);
  document.addEventListener('click', event => { if (event.target.id === 'draft-take') useTheirs(event.target); });
  // Whoever logs out leaves no text for the next person at this computer.
  document.addEventListener('submit', event => {
    if (/\/logout$/.test(event.target.getAttribute('action'))) forgetAll();
  });
}

// ---- typing

/** What is in the box is kept: at once in this tab, after a pause on the server. */
export function keep() {
  const text = composed().value;
  clearTimeout(timer);
  if (isStored() || !text.trim()) memory.drop(name());
  else memory.set(name(), JSON.stringify({ text, after: lastSeq(), version: Number(stored().value) }));
  if (isStored()) return;
  due = due || Date.now() + PATIENCE;
  timer = setTimeout(save, Math.max(0, Math.min(PAUSE, due - Date.now())));
}

/** While a message is on its way its text is no draft any more. */
export function hold(text) { held = text; }

/** The message has arrived or failed: what is in the box now counts. */
export function release() {
  held = null;
  if (composed()) keep();
}

function isStored() {
  const [text, draft] = [composed().value, stored()];
  const same = text === draft.dataset.text || !(text.trim() || draft.dataset.text);
  return same && (!text.trim() || answered() === (draft.dataset.reply || ''));
}

// ---- saving

async function save() {
  clearTimeout(timer);
  due = 0;
  const box = composed();
  if (!box || !stored() || busy || barred || held !== null || isStored() || isTooLong(box.value)) return;
  const [key, text] = [name(), box.value];
  busy = true;
  try {
    const response = await post(text, byId('composer-key').value, false);
    const pieces = await response.text();
    if (box.isConnected) settle(response, pieces);
    else if (response.ok) forget(key, text);
  } catch (error) {
    timer = setTimeout(save, LATER);
  }
  busy = false;
}

function post(text, key, keepalive) {
  const fields = { body: text, reply_to: answered(), draft: stored().value, key, step: step += 1, csrf_token: csrf() };
  const body = new URLSearchParams(fields);
  return fetch(`/inbox/${encodeURIComponent(other())}/draft`, {
    method: 'POST',
    headers: { 'HX-Request': 'true', 'X-CSRFToken': csrf() },
    body,
    keepalive: keepalive && body.toString().length < KEEPALIVE_MAX,
    signal: keepalive || !AbortSignal.timeout ? undefined : AbortSignal.timeout(SILENCE),
  });
}

function settle({ ok, status }, pieces) {
  const answer = document.createElement('template');
  answer.innerHTML = pieces;
  const piece = answer.content.querySelector('#draft');
  if ((ok || status === 409) && piece && isNewer(piece)) adopt(piece);
  if (ok) keep();       // what was typed meanwhile is the next one
  else if (status >= 500) timer = setTimeout(save, LATER);
  else if (status === 400 || status === 401) bar(status === 400);
  else if (status === 409 && !composed().value.trim()) fill(stored().dataset.text);
  else if (window.htmx && piece) absorb(pieces);
}

// It is told to token.js, which may find a way to go on while there is a login.
function bar(mayGoOn) {
  barred = true;
  document.dispatchEvent(new CustomEvent('halle:barred', { detail: mayGoOn && (() => { barred = false; save(); }) }));
}

// A page that goes away waits for no answer. What is typed behind a message on its way is of no form yet.
function leave() {
  const box = composed();
  if (!box || !stored() || isStored() || isTooLong(box.value)) return;
  const rest = held !== null && box.value.startsWith(held) ? box.value.slice(held.length).trimStart() : box.value;
  if (rest || held === null) post(rest, held === null ? byId('composer-key').value : '', true).catch(() => {});
}

function isTooLong(text) {
  const place = byId('draft-state');
  const { max, long } = stored().dataset;
  const { length } = [...text];     // characters as the server counts them
  const wrong = length > max;
  if (wrong || place.dataset.kind === 'long') {
    place.textContent = wrong ? long.replace('{number}', length) : '';
    place.className = wrong ? 'err pad' : '';
    place.dataset.kind = wrong ? 'long' : '';
  }
  return wrong;
}

// ---- hearing of the draft: an answer to a message, a push or a poll

const isNewer = piece => Number(piece.getAttribute('value')) > Number(stored().value);

function adopt(piece) {
  const draft = stored();
  draft.value = piece.getAttribute('value');
  draft.dataset.text = piece.dataset.text;
  draft.dataset.reply = piece.dataset.reply || '';
}

// A box that nobody has touched since follows the other tabs. In one that somebody is typing in nothing changes: the
// next save is told that it comes from an older page, and both texts are shown. While a save of this page is on its way
// its answer is waited for: the push of it may be faster, and what it brings may have been sent meanwhile.
function hear(event) {
  const { fragment } = event.detail;
  const piece = fragment.dataset ? fragment : fragment.firstElementChild;
  if (!piece || piece.id !== 'draft') return;
  event.detail.shouldSwap = false;
  if (busy || piece.dataset.with !== other() || !composed() || !isNewer(piece)) return;
  const [text, untouched] = [piece.dataset.text, isStored() && held === null];
  if (!untouched && text !== '' && text !== composed().value) return;
  adopt(piece);
  if (untouched) fill(text);
  else keep();
}

function fill(text) {
  if (composed().value !== text) write(text);
  const reply = stored().dataset.reply;
  if (answered() === reply || !window.htmx) return;
  const address = `/inbox/${encodeURIComponent(other())}?reply=${reply || 0}`;
  htmx.ajax('GET', address, { target: '#reply', select: '#reply', swap: 'outerHTML' }).catch(() => {});
}

function useTheirs(button) {
  const place = byId('draft-state');
  place.textContent = place.className = '';
  write(button.dataset.text);
  composed().focus();
}

// ---- coming back

function arrive() {
  clearTimeout(timer);
  due = 0;
  busy = barred = false;
  held = null;
  const box = composed();
  if (!box) return;
  const draft = kept(name());
  if (draft && wasSent(draft)) memory.drop(name());
  else if (draft && draft.text !== box.value && isStored()) putBack(draft);
  else keep();
}

// It never reached the server. The version that it grew from goes with it: had the draft changed since, both show.
function putBack(draft) {
  stored().value = Math.min(Number(stored().value), draft.version || 0);
  write(draft.text);
}

function forget(key, text) {
  const draft = kept(key);
  if (draft && draft.text === text) memory.drop(key);
}

function forgetAll() {
  try {
    Object.keys(sessionStorage).filter(key => key.startsWith(PREFIX)).forEach(key => sessionStorage.removeItem(key));
  } catch (error) { /* no storage, nothing kept */ }
}
