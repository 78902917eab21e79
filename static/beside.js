// Beside a conversation and on profiles: clocks, notes, stars, what can be changed, what waits, and a token that ended. A script of its own, for pages with any of it.
import * as about from './about.js';
import * as token from './token.js';
import * as until from './until.js';
import * as waiting from './waiting.js';

about.start();
token.start();
until.start();
waiting.start();
