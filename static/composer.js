// The composer sends once, shows what is on its way, and never loses what was typed.
import { hold, release } from './drafts.js';
import { byId, isSame, onPage, say, textOf } from './shown.js';

const ROWS = [2, 10];
const TOUCH = matchMedia('(hover: none) and (pointer: coarse)');    // a keyboard on the glass has no Shift + Enter
let flight = null;      // { form, text, bubble, again }: the message on its way, one at a time
let failed = null;      // the text whose fate is not known

export function start() {
  document.addEventListener('keydown', onKey);
  // In the capture phase: this must be known before htmx hears of it.
  document.addEventListener('submit', onSubmit, true);
  document.addEventListener('input', event => { if (event.target === box()) fit(box()); });
  document.addEventListener('htmx:oobAfterSwap', event => { if (event.detail.target.id === 'enter') box().focus(); });
  // Replying starts, or is given up: either way the next thing is to write.
  document.addEventListener('htmx:afterSettle', event => { if (event.target.id === 'reply' && box()) box().focus(); });
  document.addEventListener('htmx:beforeSend', ours(depart));
  document.addEventListener('htmx:afterRequest', ours(arrive));
  document.addEventListener('halle:merged', event => event.detail.inserted.forEach(seeOwn));
  document.addEventListener('click', event => { if (event.target.closest('#composer-again')) again(); });
  onPage(() => { failed = null; if (box()) fit(box()); });
}

const box = () => document.querySelector('form#composer textarea');

const ours = react => event => { if (event.detail.elt.id === 'composer') react(event); };

// ---- keys

function onKey(event) {
  const { form, name, value } = event.target;
  // 229: older browsers say only so that a word is being composed (Japanese, Chinese, Korean).
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
  if (event.key === 'Escape') leave(name === 'body' && form);
  if (name !== 'body' || !form) return;
  if (event.key === 'Enter' && sends(event, form)) {
    event.preventDefault();
    if (value.trim()) press(form);
  }
}

function sends(event, form) {
  if (event.ctrlKey || event.metaKey) return true;
  const chosen = form.id === 'composer' && byId('enter').dataset.enter === 'send' && !TOUCH.matches;
  return chosen && !event.shiftKey && !event.altKey;
}

// requestSubmit() came to Safari late; a click on the button is the same everywhere.
const press = form => form.querySelector('button:not([type=button]):not([name])').click();

const submit = () => { if (box()) press(box().form); };

// The button that was pressed goes away with its sentence.
function again() {
  box().focus();
  submit();
}

// Escape leaves an edit or a reply, and the panel where it lies over the page, by the link that is there for it.
function leave(form) {
  const ways = form && form.id !== 'composer' ? form.querySelectorAll('a[hx-get]')
    : document.querySelectorAll('#about .x, #reply a');
  const way = [...ways].find(each => each.getClientRects().length);
  if (way && !document.querySelector('dialog[open]')) way.click();
}

// ---- one message at a time

function onSubmit(event) {
  if (event.target.id !== 'composer' || !flight || flight.form !== event.target) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  // Not a second click on the same text but the next message: it goes when this one has arrived.
  flight.again = box().value !== flight.text;
}

function depart(event) {
  if (!box()) return;       // a composer that is only being fetched
  const text = box().value;
  failed = null;
  explain('');
  hold(text);
  flight = { form: event.detail.elt, text, bubble: bubble(text), again: false };
}

function bubble(text) {
  const template = byId('pending');
  const thread = byId('thread');
  if (!template || !thread || !text.trim()) return null;
  const item = template.content.firstElementChild.cloneNode(true);
  item.classList.add('pending');
  (item.querySelector('.text') || item.querySelector('.bub')).textContent = text;
  thread.append(item);
  const roll = thread.closest('.roll');
  if (roll) roll.scrollTop = 0;
  return item;
}

function arrive(event) {
  // Two messages can be on their way only when the page was swapped in between: then this is not ours.
  if (!flight || flight.form !== event.detail.elt) return;
  const { form, text, bubble: shown, again, seen } = flight;
  flight = null;
  release();
  if (shown) shown.remove();
  if (!form.isConnected) return;
  const { status } = event.detail.xhr;
  if (status >= 200 && status < 300) landed(text, again);
  else if (status >= 400 && status < 500) refused();
  else lost(text, seen);
}

function landed(text, again) {
  const field = box();
  if (field.value === text) field.value = '';
  else if (field.value.startsWith(text)) field.value = field.value.slice(text.length).trimStart();
  explain('');
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.focus({ preventScroll: true });
  // A page of older messages cannot show the new one; the link to the newest can.
  const newest = document.querySelector('.log > .sys > a[hx-get]');
  if (newest) newest.click();
  else if (again && field.value.trim()) submit();
}

// The answer brought its own sentence; one that did not (a proxy's) gets ours.
function refused() {
  box().focus();
  if (!byId('composer-error').textContent.trim()) explain(say('refused') || say('failed'));
}

// `seen`: the answer is lost, but the socket has shown the message: asking again settles the matter.
function lost(text, seen) {
  failed = text;
  explain(say('unsent') || say('failed'), say('again'));
  if (seen && box().value === text) submit();
}

// It arrived after all, seen by the socket: sending it again under the same key settles the matter.
function seeOwn(item) {
  if (!item.matches('.msg.own') || item.matches('.pending')) return;
  const text = textOf(item);
  if (flight && isSame(text, flight.text)) {
    flight.seen = true;
    if (flight.bubble) flight.bubble.remove();
  }
  if (!flight && failed && isSame(text, failed) && box().value === failed) submit();
}

function explain(sentence, retry) {
  const place = byId('composer-error');
  place.textContent = '';
  place.className = sentence ? 'err pad' : '';
  if (sentence) place.setAttribute('role', 'alert');
  else place.removeAttribute('role');
  if (sentence) place.append(element('span', sentence));
  if (retry) {
    const button = element('button', retry);
    Object.assign(button, { id: 'composer-again', type: 'button', className: 'btn txt' });
    place.append(' ', button);
  }
}

function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

// ---- the box

// By rows, not by a style: the page's policy allows no inline styles, and htmx copies them as text.
function fit(field) {
  const [least, most] = ROWS;
  const look = getComputedStyle(field);
  const padding = parseFloat(look.paddingTop) + parseFloat(look.paddingBottom);
  const line = parseFloat(look.lineHeight) || parseFloat(look.fontSize) * 1.2;
  field.rows = least;
  field.rows = Math.min(most, Math.max(least, Math.round((field.scrollHeight - padding) / line)));
  count(field);
}

function count(field) {
  const place = byId('counter');
  if (!place) return;
  const max = Number(place.dataset.max);
  const length = [...field.value].length;     // characters as the server counts them, not UTF-16 units
  place.textContent = length < max * 0.8 ? ''
    : (place.dataset.text || '').replace('{count}', length).replace('{max}', max);
  place.classList.toggle('bad', length > max);
}
