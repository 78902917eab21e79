// Half-written text, kept in this tab by conversation: a reload, a log-in that ended or another
// conversation opened in between must not cost anybody their words.
import { byId, memory, onPage, other } from './shown.js';

const PREFIX = 'draft:';
const name = () => `${PREFIX}${(byId('live') && byId('live').dataset.viewer) || ''}:${other()}`;
const composed = () => document.querySelector('form#composer textarea');
const flat = text => text.replace(/\s+/g, '');      // a drawn line break is an element, and no character

export function start() {
  onPage(restore);
  document.addEventListener('input', event => {
    if (event.target === composed()) keep(event.target.value);
  });
  // Whoever logs out leaves no text for the next person at this computer.
  document.addEventListener('submit', event => {
    if (/\/logout$/.test(event.target.getAttribute('action'))) forgetAll();
  });
}

/** Keeps `text` for the open conversation, with how far its thread had come; an empty one is forgotten. */
export function keep(text) {
  if (text.trim()) memory.set(name(), JSON.stringify({ text, after: lastSeq() }));
  else memory.drop(name());
}

function restore() {
  const box = composed();
  const draft = box && !box.value && JSON.parse(memory.get(name()) || 'null');
  if (!draft) return;
  if (wasSent(draft)) { memory.drop(name()); return; }
  box.value = draft.text;
  box.dispatchEvent(new Event('input', { bubbles: true }));
}

// Sent from elsewhere meanwhile, as by the page that asks for the password again.
function wasSent(draft) {
  return [...document.querySelectorAll('#thread .msg.own')].some(message =>
    Number(message.dataset.seq) > draft.after && flat(textOf(message)) === flat(draft.text));
}

/** The text of a drawn message. */
export const textOf = message => (message.querySelector('.text') || message.querySelector('.bub') || message).textContent;

export const isSame = (one, two) => flat(one) === flat(two);

const lastSeq = () => Math.max(0, ...[...document.querySelectorAll('#thread .msg[data-seq]')].map(item => Number(item.dataset.seq)));

function forgetAll() {
  try {
    Object.keys(sessionStorage).filter(key => key.startsWith(PREFIX)).forEach(key => sessionStorage.removeItem(key));
  } catch (error) { /* no storage, nothing kept */ }
}
