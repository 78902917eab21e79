// Where the focus goes when what had it is gone: to the next thing that a person would want, never to the very top.
import { home, keepFocus } from './keep.js';
import { byId, memory, onPage, other } from './shown.js';

const WRONG = '#main [aria-invalid=true], #main fieldset[aria-describedby$=-error] :is(input, select)';
let last = null;        // what had the focus last
let left = null;        // where to go on when nothing is open any more: the filters, or the row of what was open

export function start() {
  onPage(arrive);
  document.addEventListener('focusin', event => { last = event.target; });
  document.addEventListener('htmx:beforeSwap', event => { if (event.detail.target.id === 'app') depart(); });
  document.addEventListener('htmx:afterSettle', event => { if (event.target.matches('.msg')) stay(event.target); });
  // A row that this filter shows no more.
  document.addEventListener('htmx:oobBeforeSwap', ({ target }) => target.dataset.key && queueMicrotask(keepFocus(target.parentNode)));
  document.addEventListener('halle:merged', event => goOn(event.detail.inserted));
  window.addEventListener('hashchange', event => { if (/#about$/.test(event.oldURL)) take('.conv .ib.nar'); });
  document.addEventListener('submit', event => { if (event.target.matches('.lang')) memory.set('focus', '.lang button'); });
}

const isLost = () => document.activeElement === document.body;

// The first of these that can have the focus gets it.
const take = (...selectors) => selectors.some(selector => {
  const element = document.querySelector(selector);
  if (element) element.focus({ preventScroll: left !== null });
  return element && document.activeElement === element;
});

function depart() {
  left = document.activeElement.closest('.list details') ? '.list summary' : `#conversations a[href="/inbox/${other()}"]`;
}

// A whole page: after a change of language the same button; in a refused form the first field that is wrong.
function arrive() {
  if (!left) take(memory.get('focus') || WRONG);
  else if (isLost()) take('#conversations [aria-current]', left, '#main');
  memory.drop('focus');
}

// Edit begins at the end of the text; after Save, Cancel and Delete the focus stays with the message.
function stay(message) {
  const box = message.querySelector('textarea[autofocus]');
  if (box && box === document.activeElement) box.setSelectionRange(box.value.length, box.value.length);
  const place = isLost() && home(message);
  if (place) place.focus({ preventScroll: true });
}

// The link to older conversations has given way to them.
function goOn(inserted) {
  if (last && !last.isConnected && last.closest('#more') && inserted[0]) home(inserted[0]).focus();
}
