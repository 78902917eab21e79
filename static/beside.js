// Beside a conversation and on profiles: clocks, notes, stars, what can be changed and what waits. A script of its own, for pages with any of it.
import * as about from './about.js';
import * as until from './until.js';
import * as waiting from './waiting.js';

about.start();
until.start();
waiting.start();
