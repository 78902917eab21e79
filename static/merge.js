// The htmx swap styles `merge` and `merge-all`: pieces of the thread or of the list are fitted into
// what is there, by id. Merging the same pieces again changes nothing, so the socket, a poll and the
// answer to a form may all bring the same message, in any order.
import { keepFocus, keepScroll } from './keep.js';
import { byId, other, since } from './shown.js';

const EDITED = 'form[id$="-form"]';

// An answer says when its drawing began, and each piece here when it was drawn last. The answer to a form may have been
// overtaken by the socket: what it brings of something that was drawn after it began is not newer, and left.
let begun = 0;
const drawnAt = {};

/** The pieces that follow are of this answer. */
export function hear(answer) {
  begun = +answer.slice(4, 20) || 0;     // <!--0123456789012345-->
  return answer;
}

// Whether this answer says the newest of that one. What is ahead by more than a minute was drawn before the machine
// started anew, and its clock with it.
function isNewest(id) {
  const ahead = begun && id && drawnAt[id] - begun;
  if (ahead > 0 && ahead < 6e7) return false;
  drawnAt[id] = begun;
  return true;
}

/**
 * Fits `pieces` (the children of an element) into `list`; returns the elements that are new or redrawn.
 * `style`: merge; merge-all (what did not come goes away); merge-late (adds only); merge-known (redraws only).
 */
export function merge(list, pieces, style = 'merge') {
  const back = [keepScroll(list), keepFocus(list)];
  const places = new Map([...placesOf(list), ...placesOf(pieces)]);
  const here = new Map([...list.children].map(item => [item.id || item, item]));
  const came = new Set();
  const inserted = [];
  const drawn = [];
  for (const piece of [...pieces.children]) {
    const item = here.get(piece.id);
    came.add(piece.id);
    if (!isNewest(piece.id)) continue;
    if (!item && style !== 'merge-known') {
      here.set(piece.id || piece, piece);
      inserted.push(piece);
    } else if (item && style !== 'merge-late' && !item.querySelector(EDITED) && !isOlder(piece, item)) {
      places.set(item, places.get(piece));
      if (!same(item, piece)) drawn.push(redraw(item, piece));
    }
  }
  if (style === 'merge-all') prune(here, came, places, endOf(pieces, places));
  arrange(list, [...here.values()], places);
  tidy(list);
  back.forEach(restore => restore());
  if (inserted.length || drawn.length) {
    list.dispatchEvent(new CustomEvent('halle:merged', { bubbles: true, detail: { inserted } }));
  }
  return inserted.concat(drawn);
}

const isOlder = (piece, item) => Number(piece.dataset.revision) < Number(item.dataset.revision);

// Where an item belongs among its siblings. A message has a number and a row has a key; a line without
// either (the first unread) belongs just before the message that follows it.
function placesOf(parent) {
  const places = new Map();
  let next = Infinity;
  for (const item of [...parent.children].reverse()) {
    const seq = Number(item.dataset.seq) || Infinity;
    if (item.dataset.key) places.set(item, newestFirst(item.dataset.key));
    else if (item.id === 'older') places.set(item, [-Infinity]);
    else if (item.id === 'receipt') places.set(item, [seq, 1]);
    else if (item.matches('.msg')) places.set(item, [next = seq]);
    else places.set(item, [next, -1]);
  }
  return places;
}

// A key is numbers joined by other signs (a moment, an id); the list has the highest on top.
const newestFirst = key => (key.match(/\d+/g) || []).map(part => -part);

function compare(a, b) {
  for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
    const left = a[i] || 0;
    const right = b[i] || 0;
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

// The first page of a longer list says nothing about what the person has loaded below it.
const endOf = (pieces, places) =>
  (pieces.dataset && 'more' in pieces.dataset && pieces.lastElementChild ? places.get(pieces.lastElementChild) : [Infinity]);

function prune(here, came, places, end) {
  for (const [key, item] of here) {
    const kept = came.has(item.id) || !isNewest(item.id) || item.querySelector(EDITED) || item.matches('.pending');
    if (!kept && compare(places.get(item), end) <= 0) here.delete(key);
  }
}

// The receipt stands after its message; without that message on the page it stands last.
function placeReceipt(items, places) {
  const receipt = items.find(item => item.id === 'receipt');
  const seq = receipt && receipt.dataset.seq;
  if (receipt && !items.some(item => item.matches('.msg') && item.dataset.seq === seq)) places.set(receipt, [Infinity]);
}

// One separator a day, before that day's first message; a day without messages has none.
function placeDays(items, places) {
  const first = new Map();
  for (const item of items.filter(each => each.matches('.msg[data-seq]'))) {
    const seq = Number(item.dataset.seq);
    const day = item.dataset.day;
    if (!(first.get(day) < seq)) first.set(day, seq);
  }
  return items.filter(item => {
    if (!item.matches('.day[data-day]')) return true;
    places.set(item, [first.get(item.dataset.day), -2]);
    return first.has(item.dataset.day);
  });
}

function arrange(list, all, places) {
  placeReceipt(all, places);
  const items = placeDays(all, places).sort((a, b) => compare(places.get(a), places.get(b)));
  const wanted = new Set(items);
  [...list.children].filter(item => !wanted.has(item)).forEach(item => item.remove());
  let spot = list.firstElementChild;
  for (const item of items) {
    // Only what is out of place moves: moving an element costs it its focus and its scroll position.
    if (item === spot) spot = spot.nextElementSibling;
    else list.insertBefore(item, spot);
  }
}

// Which row is open and whether the conversation is new are facts of this page; a piece drawn for the
// conversation that was open a moment ago would say otherwise.
function tidy(list) {
  list.querySelectorAll('a.it').forEach(link => {
    if (link.pathname.endsWith(`/${other()}`)) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  });
  const greeting = list.parentNode.querySelector('.hello');
  if (greeting && list.querySelector('.msg')) greeting.remove();
}

// The same but for what the browser or this script changes by itself, and for tokens drawn anew each time.
const same = (item, piece) => bare(item).isEqualNode(bare(piece));

function bare(item) {
  const copy = item.cloneNode(true);
  const each = (selector, change) => copy.querySelectorAll(selector).forEach(change);
  each('details', menu => menu.removeAttribute('open'));
  each('.within, .after', part => part.removeAttribute('hidden'));
  each('[data-until], [data-due]', left => { left.textContent = ''; });
  each('[name=csrf_token]', field => field.removeAttribute('value'));
  each('[class*=htmx-]', busy => busy.classList.remove('htmx-request', 'htmx-added', 'htmx-settling'));
  copy.classList.remove('htmx-request', 'htmx-added', 'htmx-settling');
  each('[class=""]', plain => plain.removeAttribute('class'));
  if (!copy.className) copy.removeAttribute('class');
  return copy;
}

// The element itself stays, so that a request under way (Edit, Delete) still finds its target.
function redraw(item, piece) {
  const open = [...item.querySelectorAll('details')].map(menu => menu.open);
  [...item.attributes].forEach(old => item.removeAttribute(old.name));
  [...piece.attributes].forEach(fresh => item.setAttribute(fresh.name, fresh.value));
  item.textContent = '';
  item.append(...piece.childNodes);
  item.querySelectorAll('details').forEach((menu, i) => { menu.open = open[i] || menu.open; });
  return item;
}

// A piece may say whose conversation it is about and how new it is. One that was on its way while the
// person opened another conversation must not land there, nor an old one over a newer one.
const isElsewhere = piece => Boolean(piece.dataset.with) && piece.dataset.with !== other();
const isLate = piece => Number(piece.id === 'since' ? piece.value : piece.dataset.since) < since();

// The way to the second page, of which the person has already loaded some.
function isPassed(piece) {
  const link = piece.id === 'more' && piece.querySelector('a');
  const last = document.querySelector('#conversations > li:last-child');
  return Boolean(link && last) && Number(last.dataset.key) < Number(new URL(link.href).searchParams.get('after'));
}

// A composer gives way only to the reason why nothing can be written.
const isThere = piece => piece.matches('form#composer') && Boolean(document.querySelector('form#composer'));

function guard(event) {
  const { fragment } = event.detail;
  const piece = fragment.dataset ? fragment : fragment.firstElementChild;
  if (isPassed(piece) || isThere(piece) || isElsewhere(piece) || (isLate(piece) && !piece.matches('ol, ul')) || !isNewest(piece.id)) event.detail.shouldSwap = false;
}

// What is pushed says more of itself than what the person asked for (a page of older messages, a fragment).
function styleOf(style, target, piece) {
  if (style !== 'merge' || !piece.dataset || target.id !== 'thread') return style;
  // A page of older messages does not reach to the newest: adding those would hide the gap between.
  if (byId('newer') || new URLSearchParams(location.search).has('before')) return 'merge-known';
  return isLate(piece) ? 'merge-late' : style;
}

if (window.htmx) {
  htmx.defineExtension('merge', {
    transformResponse: hear,
    handleSwap(style, target, piece) {
      if (style !== 'merge' && style !== 'merge-all') return false;
      try {
        return merge(target, piece, styleOf(style, target, piece));
      } catch (error) {     // htmx would go on and replace the whole list by the pieces
        console.error(error);
        return [];
      }
    },
  });
  document.addEventListener('htmx:oobBeforeSwap', guard);
}
