// A save was refused because the token of this page is no longer that of its session, as after a log-in in another tab.
// For the same person all goes on with the new one; else it is said that nothing is saved any more.
import { byId, say } from './shown.js';

export function start() {
  document.addEventListener('halle:barred', async event => {
    // Without a login there is nothing to fetch: a guest's page would bring a session, and a form to log in that is open
    // beside it would be of another one.
    if (event.detail && await renew().catch(() => false)) event.detail();
    else tell();
  });
}

let renewed = '';       // one that was fetched, and refused as well, is not fetched again

async function renew() {
  const answer = await fetch('/logout');      // a page with a form, for everybody who is logged in
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const [live, field] = [page.querySelector('[data-viewer]'), page.querySelector('[name=csrf_token]')];
  if (!live || live.dataset.viewer !== byId('live').dataset.viewer || field.value === renewed) return false;
  renewed = field.value;
  document.querySelectorAll('[name=csrf_token]').forEach(each => { each.value = renewed; });
  return true;
}

function tell() {
  const place = byId('draft-state');
  if (!place) return;       // the person went on to another page meanwhile
  place.textContent = say('barred');
  place.className = 'err pad';
}
