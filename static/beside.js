// Beside a conversation and on profiles: clocks, notes, stars, what can be changed, what waits, a token that ended, a message that
// was on its way, and what was typed in another language. A script of its own, for pages with any of it.
import './arrows.js';
import * as about from './about.js';
import * as flight from './flight.js';
import * as token from './token.js';
import * as translate from './translate.js';
import * as until from './until.js';
import * as waiting from './waiting.js';
import * as wish from './wish.js';

about.start();
flight.start();
token.start();
translate.start();
until.start();
waiting.start();
wish.start();
