// Arrows step through an open menu; in a field they are its own.
document.addEventListener('keydown', event => {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const menu = by && !event.target.matches('input, textarea, select') && event.target.closest('details.menu[open]');
  const items = menu ? [...menu.querySelectorAll('summary, .pop a, .pop button')].filter(each => each.getClientRects().length) : [];
  const next = items[items.indexOf(event.target) + by];
  if (!next) return;
  event.preventDefault();
  next.focus();
});
