// Files of a form (the composer, or a quick reply): they are uploaded in pieces that can be resumed (tus), each with a
// card that says how far it is. What the server has goes along with the form as a hidden field. Without the script of tus
// the form sends them.
import { byId, csrf, onPage, other } from './shown.js';

const CHUNK = 8 * 1024 * 1024;
const DELAYS = [0, 1000, 3000, 5000, ...Array(200).fill(10000)];  // a server that starts anew, a night without a line
const FOR_GOOD = [400, 401, 403, 404, 410, 413, 415, 422, 507];   // another try would change nothing
const going = new Set();    // { upload, card, to, state, token }
let waiting = false;        // somebody sent the form while files were on their way

const input = () => byId('files');
const place = () => byId('unsent');
const form = () => place() && place().closest('form');
const say = (name, values = {}) => byId('upload-card').dataset[name].replace(/{(\w+)}/g, (whole, key) => values[key]);
const here = () => [...going].filter(each => each.to === other());
const isBusy = () => here().some(each => each.state === 'going' || each.state === 'paused');

// ---- picking

async function pick() {
  const files = [...input().files];
  if (!files.length) return;
  try {
    await library();
  } catch (error) {
    input().form.enctype = 'multipart/form-data';   // the browser's own way
    return;
  }
  input().value = '';
  files.forEach(add);
}

let loading = null;
function library() {
  loading = loading || new Promise((resolve, reject) => {
    const { tus: src, tusIntegrity: integrity } = byId('app').dataset;
    const onerror = () => { loading = null; reject(new Error('away')); };
    const script = Object.assign(document.createElement('script'), { src, integrity, crossOrigin: 'anonymous', onload: resolve, onerror });
    document.head.append(script);
  });
  return loading;
}

async function add(file) {
  const item = { file, to: other(), state: 'going', card: card(file), token: '' };
  going.add(item);
  place().append(item.card);
  place().className = 'files pad';
  const most = Number(input().dataset.max);
  if (file.size > most) return fail(item, say('over', { size: size(file.size, size(file.size) === size(most) ? 0 : 3) }));
  item.upload = new window.tus.Upload(file, {
    endpoint: '/uploads/',
    chunkSize: CHUNK,
    retryDelays: DELAYS,
    removeFingerprintOnSuccess: true,
    metadata: item.to ? { filename: file.name, to: item.to } : { filename: file.name },
    headers: { 'X-CSRFToken': csrf() },
    fingerprint: async () => ['halle', byId('live') ? byId('live').dataset.viewer : '', item.to, file.name, file.size, file.lastModified].join(':'),
    onAfterResponse: refuse,
    onShouldRetry: error => !FOR_GOOD.includes(status(error)),
    onUploadUrlAvailable: () => adopt(item),
    onProgress: (sent, all) => show(item, sent, all),
    onSuccess: () => finish(item),
    onError: error => fail(item, reason(error)),
  });
  const [before] = (await item.upload.findPreviousUploads()).slice(-1);
  if (before) item.upload.resumeFromPreviousUpload(before);
  if (item.state === 'going') item.upload.start();
  return item;
}

// Where the server only cannot say how much it has, tus would begin anew: that is a failure like any other.
function refuse(asked, answer) {
  if (asked.getMethod() === 'HEAD' && ![200, 204, 404, 410, 423].includes(answer.getStatus())) throw Object.assign(new Error('away'), { answer });
}

const answerOf = error => error.originalResponse || (error.causingError || {}).answer;
const status = error => (answerOf(error) ? answerOf(error).getStatus() : 0);

function reason(error) {
  const said = answerOf(error) && answerOf(error).getBody();
  return said && !said.includes('<') ? said.trim() : say(status(error) === 401 || status(error) === 400 ? 'barred' : 'failed');
}

// The server knows of it now; a card that the page brought for the same file gives way.
function adopt(item) {
  item.token = item.upload.url.split('/').pop();
  document.querySelectorAll(`[data-upload="${item.token}"]`).forEach(old => { if (old !== item.card) old.remove(); });
  item.card.dataset.upload = item.token;
}

// ---- what a card shows

function card(file) {
  const drawn = Object.assign(document.createElement('template'), { innerHTML: byId('upload-card').dataset.card });
  const made = drawn.content.firstElementChild;
  made.querySelector('b bdi').textContent = file.name;
  made.querySelectorAll('[data-named]').forEach(each => {
    const name = each.dataset.named.replace('{name}', file.name);
    if (each.matches('progress')) each.setAttribute('aria-label', name);
    else each.querySelector('.vh').textContent = each.title = name;
  });
  return made;
}

function show(item, sent, all) {
  const part = all ? Math.floor((sent / all) * 100) : 100;
  item.card.querySelector('progress').value = part;
  tell(item, say(item.state === 'paused' ? 'paused' : 'progress', { percent: part, here: size(sent), size: size(all) }));
}

function tell(item, sentence, isWrong) {
  const line = item.card.querySelector('small');
  line.textContent = sentence;
  line.classList.toggle('err', Boolean(isWrong));
}

function finish(item) {
  item.state = 'ready';
  item.card.querySelector('progress').remove();
  item.card.querySelector('.pause').remove();
  tell(item, say('whole', { size: size(item.file.size) }));
  item.card.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'upload', value: item.token }));
  goOn();
}

function fail(item, sentence) {
  item.state = 'failed';
  item.card.querySelectorAll('progress, .pause').forEach(each => each.remove());
  item.card.classList.add('wide');
  item.card.setAttribute('role', 'alert');
  tell(item, sentence, true);
  waiting = false;
}

function size(bytes, units = 3) {
  let [number, unit] = [bytes, 0];
  while (number >= 1024 && unit < units) [number, unit] = [number / 1024, unit + 1];
  const shown = number >= 10 || !unit ? Math.round(number) : Math.round(number * 10) / 10;
  return byId('upload-card').dataset.units.split('|')[unit].replace('{number}', shown.toLocaleString(document.documentElement.lang));
}

// ---- pause, go on, cancel

async function onClick(event) {
  const button = event.target.closest('#unsent button');
  if (!button) return;
  event.preventDefault();
  event.stopPropagation();
  const shown = button.closest('.file');
  const item = [...going].find(each => each.card === shown);
  if (button.matches('.pause')) pause(item, button);
  else await remove(item, shown);
}

function pause(item, button) {
  if (item.state === 'paused') {
    item.state = 'going';
    item.upload.start();
  } else {
    item.state = 'paused';
    item.upload.abort();
    tell(item, say('paused'));
  }
  button.setAttribute('aria-pressed', item.state === 'paused');
}

async function remove(item, shown) {
  const token = shown.dataset.upload;
  if (item) {
    item.state = 'gone';
    going.delete(item);
    if (item.upload) item.upload.abort(!token);
  }
  shown.remove();
  if (!place().children.length) place().className = '';
  if (input()) input().focus();
  const headers = { 'X-CSRFToken': csrf(), 'Tus-Resumable': '1.0.0' };
  if (token) await fetch(`/uploads/${token}`, { method: 'DELETE', headers }).catch(() => {});
  goOn();
}

// ---- sending

// The form waits for the files: it is sent when the last of them is there.
function onSubmit(event) {
  if (event.target !== form() || (event.submitter && event.submitter.name) || !isBusy()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  waiting = true;
  byId('upload-state').textContent = place().dataset.waiting || say('waiting');
}

function goOn() {
  if (isBusy() || !waiting) return;
  waiting = false;
  byId('upload-state').textContent = '';
  if (here().every(each => each.state === 'ready')) form().querySelector('button:not([type=button]):not([name])').click();
}

// What was sent is no upload any more; what is still on its way shows again on a page that was drawn anew.
function arrive() {
  if (!place()) return;
  here().forEach(item => {
    if (item.card.isConnected || item.state === 'gone') return;
    const drawn = item.token && document.querySelector(`[data-upload="${item.token}"]`);
    if (item.state === 'ready') going.delete(item);
    else if (drawn) drawn.replaceWith(item.card);
    else place().append(item.card);
    if (place().children.length) place().className = 'files pad';
  });
}

onPage(arrive);
document.addEventListener('htmx:oobAfterSwap', event => { if (event.detail.target.id === 'unsent') arrive(); });
document.addEventListener('change', event => { if (event.target === input()) pick(); });
document.addEventListener('click', onClick, true);
window.addEventListener('submit', onSubmit, true);      // before htmx and the composer hear of it
window.addEventListener('beforeunload', event => { if (going.size && [...going].some(each => each.state === 'going')) event.preventDefault(); });
if (input()) pick();
