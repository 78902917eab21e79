// Beside a conversation and on profiles: clocks, notes, stars, what can be changed, what waits, a token that ended, and a message
// that was on its way. A script of its own, for pages with any of it.
import * as about from './about.js';
import * as flight from './flight.js';
import * as token from './token.js';
import * as until from './until.js';
import * as waiting from './waiting.js';
import * as wish from './wish.js';

about.start();
flight.start();
token.start();
until.start();
waiting.start();
wish.start();
