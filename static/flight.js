// A message whose page was reloaded while it was on its way may have arrived or not. Its key is kept in this tab until an
// answer came: the same text that is sent again goes under the same key, and lands once. When the message shows that it
// has arrived, its text leaves the box.
import { byId, isSame, lastSeq, memory, onPage, other, wasSent } from './shown.js';

const mine = new WeakMap();     // composer -> the name that its message is kept under
let returned = null;            // what an earlier page had on its way

// As drafts are kept: logging out forgets both.
const name = () => `draft:${byId('live') ? byId('live').dataset.viewer : ''}:${other()}:key`;
const box = () => document.querySelector('form#composer textarea');

export function start() {
  onPage(() => { returned = box() && JSON.parse(memory.get(name()) || 'null'); look(); });
  document.addEventListener('halle:merged', look);
  document.addEventListener('htmx:configRequest', ours(depart));
  document.addEventListener('htmx:afterRequest', ours(arrive));
}

const ours = react => event => { if (event.detail.elt.id === 'composer') react(event); };

function depart({ detail: { elt, formData } }) {
  const [text, said] = [formData.get('body'), sayings(formData)];
  if (!text || !text.trim()) return;
  if (returned && returned.said === said) formData.set('key', returned.key);
  mine.set(elt, name());
  memory.set(name(), JSON.stringify({ text, said, key: formData.get('key'), after: lastSeq() }));
}

// All that makes it this message: its text, what it answers, its files, and not what the page knows besides.
const BESIDES = ['csrf_token', 'key', 'draft', 'since', 'step', 'filter', 'seen', 'open'];
const sayings = form => JSON.stringify([...form].filter(([field]) => !BESIDES.includes(field))
  .map(([field, value]) => [field, value.name || value]));

function arrive({ detail: { elt, xhr } }) {
  if (xhr.status < 200 || xhr.status >= 500 || !mine.has(elt)) return;
  memory.drop(mine.get(elt));
  returned = null;
}

function look() {
  if (!returned || !box() || !wasSent(returned)) return;
  memory.drop(name());
  if (isSame(box().value, returned.text)) {
    box().value = '';
    box().dispatchEvent(new Event('input', { bubbles: true }));
  }
  returned = null;
}
