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

/** Call before a change; the answer puts the focus back, on the same element or on its like. */
export function keepFocus(list) {
  const focused = document.activeElement;
  const item = [...list.children].find(child => child.contains(focused));
  if (!item) return () => {};
  return () => {
    if (document.activeElement === focused) return;
    const next = focused.isConnected ? focused : likeOf(focused, item) || list.closest('[tabindex]');
    if (next) next.focus({ preventScroll: true });
  };
}

// Never another control by position alone: Enter could then delete what the person meant to edit.
function likeOf(lost, item) {
  const all = [...item.querySelectorAll(lost.tagName)];
  return all.find(each => lost.id && each.id === lost.id)
    || all.find(each => lost.name && each.name === lost.name && each.value === lost.value)
    || all.find(each => lost.href && each.href === lost.href)
    || all.find(each => !lost.id && !lost.name && each.textContent.trim() === lost.textContent.trim());
}
