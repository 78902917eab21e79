// What was typed, translated: it takes the place of the text in the box, if that is still what was translated.
import { byId } from './shown.js';

export function start() {
  document.addEventListener('htmx:oobAfterSwap', event => { if (event.detail.target.id === 'draft-translation') arrive(); });
  document.addEventListener('click', onClick, true);
}

const box = () => document.querySelector('form#composer textarea');

function write(text) {
  box().value = text;
  box().dispatchEvent(new Event('input', { bubbles: true }));
}

// Mostly the draft came into the box as from another tab (drafts.js); not while a save of this page was on its way.
function arrive() {
  const [{ version, original, text }, draft] = [byId('draft-translation').dataset, byId('draft')];
  if (!text || !box() || box().value !== original || Number(draft.value) >= Number(version)) return;
  draft.value = version;
  draft.dataset.text = text;
  write(text);
}

function onClick(event) {
  const button = event.target.closest('#translate button, #draft-original');
  if (!button || !box()) return;
  if (button.id === 'draft-original') write(button.dataset.text);
  else byId('translate').open = false;
  box().focus();
}
