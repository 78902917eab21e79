// Catching up over HTTP while the socket is away: the same pieces from the same server function.
import { hear } from './merge.js';
import { byId, filter, other, since, stars } from './shown.js';

const FIRST = 2000;
const LONGEST = 30000;
const PATIENCE = 10000;

let timer = 0;
let request = null;
let pause = FIRST;
let watcher = {};

/** `calls`: answered(), silent(), refused(). */
export function watch(calls) { watcher = calls; }

export function start() {
  stop();
  pause = FIRST;
  poll();
}

/** Also drops an answer that is still on its way: the socket's are newer. */
export function stop() {
  clearTimeout(timer);
  if (request) request.abort();
  request = null;
}

async function poll() {
  const mine = request = new AbortController();
  const patience = setTimeout(() => mine.abort(), PATIENCE);
  const [person, known] = [other(), since()];
  try {
    const response = await fetch(address(person, known), { headers: { 'HX-Request': 'true' }, signal: mine.signal });
    const pieces = await response.text();
    if (mine === request) take(response, pieces, person);
  } catch (error) {
    if (mine === request) watcher.silent();
  }
  clearTimeout(patience);
  if (mine !== request) return;
  if (since() > known) pause = FIRST;   // a conversation in which something happens is asked again soon
  timer = setTimeout(poll, (document.hidden ? LONGEST : pause) * (0.75 + Math.random() / 2));
  pause = Math.min(LONGEST, pause * 2);
}

function address(person, known) {
  const query = new URLSearchParams({ since: known, filter: filter(), stars: stars() });
  return (person ? `/inbox/${encodeURIComponent(person)}/changes?` : '/changes?') + query;
}

function take(response, pieces, person) {
  if (response.status === 401 || response.redirected) {
    watcher.refused();
  } else if (response.status >= 500) {
    watcher.silent();
  } else {
    if (response.ok && person === other()) absorb(pieces);
    watcher.answered();
  }
}

/** Puts out-of-band pieces where they belong. */
export function absorb(pieces) {
  htmx.swap(byId('live') || document.body, hear(pieces), { swapStyle: 'none', swapDelay: 0, settleDelay: 0 });
}
