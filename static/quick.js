// Quick replies in the box: from the menu at the caret, or by / and the beginning of a title. Comes with the composer
// of a freelancer alone.
import { byId, csrf } from './shown.js';

const ASKED = /(^|\s)\/([^\s/][^\n/]{0,59})?$/;

const box = () => document.querySelector('form#composer textarea');
const menu = () => byId('quick');
const choices = () => [...document.querySelectorAll('#quick-list button[data-text]')];
const shown = () => choices().filter(each => !each.hidden);
const fold = text => text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase();

let at = -1;        // where the / stands that opened the menu

document.addEventListener('click', event => {
  const choice = event.target.closest('#quick-list button[data-text]');
  if (choice && box()) { event.preventDefault(); event.stopImmediatePropagation(); put(choice); }
}, true);
document.addEventListener('input', event => {
  if (event.target.id === 'quick-q') narrow(event.target.value);
  else if (event.target === box()) look();
});
document.addEventListener('htmx:afterSwap', event => { if (event.target.id === 'quick-list') look(); });
document.addEventListener('keydown', onKey, true);

// What stands before the caret, from the / on; none while nothing is looked for.
function asked() {
  const before = box().value.slice(0, box().selectionStart);
  const found = ASKED.exec(before);
  return found && { at: found.index + found[1].length, words: found[2] || '' };
}

function look() {
  if (!menu() || !box() || document.activeElement !== box()) return;
  const found = asked();
  if (!found) {
    if (at >= 0) close();
    return;
  }
  at = found.at;
  menu().open = true;
  narrow(found.words, true);
  if (choices().length && !shown().length) close();
}

function narrow(words, titles) {
  const wanted = fold(words.trim());
  choices().forEach(each => {
    const { title, text } = each.dataset;
    each.hidden = !(titles ? fold(title).startsWith(wanted) : fold(`${title} ${text}`).includes(wanted));
  });
}

function close() {
  at = -1;
  menu().open = false;
  narrow('');
}

function onKey(event) {
  if (!menu() || !menu().open || event.isComposing || event.keyCode === 229) return;
  if (event.key === 'Escape' && event.target === box()) { take(event); close(); return; }
  const first = shown()[0];
  const picks = event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey && event.target === box());
  const asks = event.target.id === 'quick-q' || (event.target === box() && at >= 0);
  if (picks && asks && first) { take(event); put(first); }
  else if (event.key === 'Enter' && event.target.id === 'quick-q') take(event);
}

function take(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

// At the caret, in place of the / and its words; never sent by itself.
function put(choice) {
  const field = box();
  const end = field.selectionEnd;
  const start = at >= 0 ? at : field.selectionStart;
  field.setRangeText(choice.dataset.text, start, end, 'end');
  close();
  if (choice.dataset.files) lend(choice);
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.focus();
}

// Its files are among those that go along with the next message.
function lend(choice) {
  const values = { lend: choice.value, csrf_token: csrf() };
  htmx.ajax('POST', choice.getAttribute('hx-post'), { values, swap: 'none' }).catch(() => {});
}
