// Moving between pages, and the small things a page does by itself.
import { byId, onPage, say } from './shown.js';

let shown = '';         // the address that #app was drawn for
let title = '';         // of the page, without the number of unread conversations
let scrolled = 0;       // how far the list was scrolled before #app was drawn anew

export function start() {
  onPage(arrive);
  document.addEventListener('htmx:beforeSwap', event => {
    if (event.detail.target.id === 'app' && list() && list().clientHeight) scrolled = list().scrollTop;
  });
  document.addEventListener('htmx:historyCacheMiss', goBack);
  document.addEventListener('htmx:afterRequest', tellFailure);
  // Pieces of another page (older conversations) bring its title along.
  ['htmx:afterSettle', 'htmx:oobAfterSwap'].forEach(name => document.addEventListener(name, count));
}

const list = () => document.querySelector('.list .scroll') || byId('conversations');
const address = () => location.pathname + location.search;

function arrive() {
  const first = shown === '';
  shown = address();
  title = document.title.replace(number(), '');
  if (!first && list()) list().scrollTop = scrolled;
  const unread = byId('first-unread');
  if (unread && !location.hash) unread.scrollIntoView({ block: 'center' });
}

// Back and forward draw #app as every link does. A step within the same page (#about) draws nothing:
// it would cost what is half-written.
function goBack(event) {
  event.preventDefault();
  if (event.detail.path !== shown) htmx.ajax('GET', event.detail.path, { target: '#app', swap: 'outerHTML' }).catch(() => {});
}

// What is not the composer (it tells for itself) fails without a trace unless somebody says so: the server, or this.
function tellFailure(event) {
  const place = byId('notice');
  const { elt, xhr } = event.detail;
  if (!place || elt.id === 'composer' || xhr.getResponseHeader('HX-Retarget') === '#notice') return;
  place.textContent = xhr.status === 0 || xhr.status >= 500 ? say('failed') : '';
}

function number() {
  const place = byId('unread-count');
  return place && !place.hidden ? `(${place.textContent}) ` : '';
}

function count() {
  document.title = number() + title;
}
