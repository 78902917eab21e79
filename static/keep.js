// Keeps a person's place in a list while the list changes around them.

const NEAR = 40;  // pixels from the resting edge that still count as being there

/** Call before a change; call the answer after it. */
export function keepScroll(list) {
  const roll = list.closest('.roll, .scroll') || list;
  // 0 is the resting edge of both: the top of the list, and the bottom of the thread, which is column-reverse.
  const resting = Math.abs(roll.scrollTop) < NEAR;
  const top = roll.getBoundingClientRect().top;
  const anchor = [...list.children].find(item => item.matches('.msg, [data-key]') && item.getBoundingClientRect().bottom > top);
  const before = anchor && anchor.getBoundingClientRect().top;
  return () => {
    if (resting) roll.scrollTop = 0;
    else if (anchor && anchor.isConnected) roll.scrollTop += anchor.getBoundingClientRect().top - before;
  };
}

/** Call before a change; the answer puts the focus back: on the same element, its like, or what is nearest. */
export function keepFocus(list) {
  const focused = document.activeElement;
  const items = [...list.children];
  const at = items.findIndex(child => child.contains(focused));
  if (at < 0) return () => {};
  return () => {
    if (document.activeElement === focused) return;
    const item = [...items.slice(at), ...items.slice(0, at).reverse()].find(each => each.isConnected);
    const like = focused.isConnected ? focused : item === items[at] && likeOf(focused, item);
    const next = like || (item && home(item)) || list.closest('[tabindex]');
    if (next) next.focus({ preventScroll: true });
  };
}

/** What of a row or of a message has the focus when nothing else of it was meant. */
export const home = item => item.querySelector('a.it, summary, .tomb');

// Never another control by position alone: Enter could then delete what the person meant to edit.
function likeOf(lost, item) {
  const all = [...item.querySelectorAll(lost.tagName)];
  return all.find(each => lost.id && each.id === lost.id)
    || all.find(each => lost.name && each.name === lost.name && each.value === lost.value)
    || all.find(each => lost.href && each.href === lost.href)
    || all.find(each => !lost.id && !lost.name && each.textContent.trim() === lost.textContent.trim());
}
