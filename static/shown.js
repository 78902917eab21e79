// What the page shows at this moment. Everything is read from the page each time it is asked:
// htmx replaces parts of it at any time, so nothing here may be remembered.

export const byId = id => document.getElementById(id);

/** The username of the person whose conversation is open, or null. */
export const other = () => (byId('main') && byId('main').dataset.with) || null;

/** The number of the newest change that this page has. */
export const since = () => Number(byId('since') && byId('since').value) || 0;

/** The filter of the list, as the server names it; 'none' on a page without a list. */
export const filter = () => (byId('conversations')
  ? (byId('main') && byId('main').dataset.filter) || new URLSearchParams(location.search).get('filter') || 'all'
  : 'none');

/** The stars that the page shows, by id. */
export const stars = () => [...document.querySelectorAll('form.star')].map(form => form.id).join(' ');

/** The token that forms carry, for the requests that no form makes. */
export const csrf = () => {
  const field = document.querySelector('meta[name=csrf-token], input[name=csrf_token]');
  return field ? field.content || field.value : '';
};

/** A sentence in the person's language: scripts write none of their own, the page brings them in #words. */
export function say(name, values = {}) {
  const sentence = (byId('words') && byId('words').dataset[name]) || '';
  return sentence.replace(/{(\w+)}/g, (whole, key) => (key in values ? values[key] : whole));
}

/** Calls back on the first page and again each time that htmx has drawn another one into #app. */
export function onPage(draw) {
  draw();
  document.addEventListener('htmx:afterSettle', event => {
    if (event.target.id === 'app') draw();
  });
}

/** sessionStorage that never throws: it can be full, or switched off by the person. */
export const memory = {
  get(name) { try { return sessionStorage.getItem(name); } catch (error) { return null; } },
  set(name, value) { try { sessionStorage.setItem(name, value); } catch (error) { /* then not kept */ } },
  drop(name) { try { sessionStorage.removeItem(name); } catch (error) { /* nothing to drop */ } },
};

// ---- whether a text that somebody typed has been sent since: as a message of theirs, or among what waits

const flat = text => text.replace(/\s+/g, '');      // a drawn line break is an element, and no character

/** The text of a drawn message. */
export const textOf = message => (message.querySelector('.text') || message.querySelector('.bub') || message).textContent;

export const isSame = (one, two) => flat(one) === flat(two);

/** The newest number in the thread, of the messages of that author where one is named. */
export const lastSeq = author => Math.max(0, ...[...document.querySelectorAll('#thread .msg[data-seq]')]
  .filter(item => !author || item.dataset.author === author).map(item => Number(item.dataset.seq)));

/** `draft`: its text, and the last number in the thread when it was typed. Sent from elsewhere meanwhile, as by the page
    that asks for the password again; or put off until later. */
export const wasSent = ({ text, after }) =>
  [...document.querySelectorAll('#thread .msg.own')].some(item => Number(item.dataset.seq) > after && isSame(textOf(item), text))
  || [...document.querySelectorAll('#waiting .wait')].some(item => Number(item.dataset.length) === [...text].length
    && flat(text).startsWith(flat(item.querySelector('bdi').textContent.replace(/…$/, ''))));
