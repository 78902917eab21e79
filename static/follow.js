// A page that shows what is the viewer's own (how they stand, what became of their reports, what they starred, what
// waits) asks for itself again when the live connection brings something, and once when that is there. A script of its
// own, for these pages.
import { byId } from './shown.js';

const PAUSE = 200;      // several pieces come at once
let timer = 0;
let due = false;        // something came while nobody looked

document.addEventListener('htmx:oobAfterSwap', event => { if (event.detail.target.id === 'standing') soon(); });
document.addEventListener('visibilitychange', () => { if (due) soon(); });

function soon() {
  clearTimeout(timer);
  due = document.hidden;
  if (!due) timer = setTimeout(look, PAUSE);
}

async function look() {
  try {
    const answer = await fetch(location.href, { headers: { 'HX-Request': 'true' } });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const [old, fresh] = [byId('followed'), page.getElementById('followed')];
    if (old && fresh) (old.dataset.only === 'new' ? add : replace)(old, fresh);
  } catch (error) { /* the next one that comes asks again */ }
}

// What somebody is typing moves over, where there is still a place for it; and so does the focus.
function replace(old, fresh) {
  if (flat(old) === flat(fresh)) return;
  const typed = [...old.querySelectorAll('textarea')].filter(field => field.value !== field.defaultValue);
  const { id } = document.activeElement;
  typed.forEach(field => { const place = fresh.querySelector(`#${field.id}`); if (place) place.value = field.value; });
  old.replaceWith(fresh);
  htmx.process(fresh);
  if (id && byId(id)) byId(id).focus({ preventScroll: true });
}

// Rows that this page has not shown yet come on top; what was taken off stays, so that it can be put back.
function add(old, fresh) {
  const [list, newer] = [old.querySelector('ul'), fresh.querySelector('ul')];
  if (!list || !newer) return replace(old, fresh);
  [...newer.children].reverse().filter(row => !byId(row.id)).forEach(row => { list.prepend(row); htmx.process(row); });
}

const flat = place => {
  const copy = place.cloneNode(true);
  copy.querySelectorAll('[name=csrf_token]').forEach(each => each.remove());
  return copy.innerHTML.replace(/\s+/g, ' ');
};
