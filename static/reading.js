// Tells the server what was read: only what came from the other person, and only while somebody looks.
import { absorb } from './poll.js';
import { byId, csrf, lastSeq, onPage, other } from './shown.js';

const PAUSE = 150;
const LATER = 5000;     // the pages are away
let told = 0;
let timer = 0;

export function start() {
  if (!window.htmx) return;
  onPage(() => { told = document.hidden ? 0 : newest(); });    // drawing the page has read it
  document.addEventListener('halle:merged', soon);
  document.addEventListener('visibilitychange', soon);
  window.addEventListener('focus', soon);
}

const newest = () => lastSeq(other());

function soon() {
  clearTimeout(timer);
  timer = setTimeout(tell, PAUSE);
}

async function tell() {
  const seq = newest();
  if (!other() || byId('newer') || seq <= told || document.hidden || !document.hasFocus()) return;
  const before = told;
  told = seq;
  try {
    const response = await fetch(`/inbox/${encodeURIComponent(other())}/reading`, {
      method: 'POST',
      headers: { 'HX-Request': 'true', 'X-CSRFToken': csrf() },
      body: new URLSearchParams({ seq, csrf_token: csrf() }),
    });
    if (!response.ok) throw response.status;
    absorb(await response.text());
  } catch (status) {
    if (told === seq) told = before;      // said again at the next occasion
    if (!(status < 500)) timer = setTimeout(tell, LATER);
  }
}
