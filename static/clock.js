// The server's clock, by which pages count.
const drawn = document.querySelector('meta[name=now]');

/** Milliseconds by which the server's clock is ahead of this computer's, which may be wrong. This script may come long
    after its page: what counts is when the page began to load. */
export const ahead = drawn ? Date.parse(drawn.content) - performance.timeOrigin : 0;
