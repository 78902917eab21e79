// The entry. Every page works without scripts; each module here makes one thing smoother or live.
// Modules run before DOMContentLoaded, so all is in place when htmx first looks at the page.
import './merge.js';
import * as composer from './composer.js';
import * as drafts from './drafts.js';
import * as focus from './focus.js';
import * as later from './later.js';
import * as live from './live.js';
import * as menus from './menus.js';
import * as page from './page.js';
import * as reading from './reading.js';
import * as shortcuts from './shortcuts.js';

document.documentElement.classList.add('js');

if (window.htmx) {
  htmx.config.defaultSettleDelay = 0;     // nothing here is animated; 20 ms of old classes only flicker
  htmx.config.timeout = 20000;
}

[menus, page, focus, live, reading, composer, drafts, shortcuts, later].forEach(module => module.start());
