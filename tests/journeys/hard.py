"""Texts that are hard to lay out."""

LONG_WORD = "Donaudampfschifffahrtsgesellschaft" * 12
LONG_LINK = "https://example.org/" + "a-very-long-path/" * 20
ZALGO = "".join(letter + "\u0335\u0321\u034f\u0310\u0301\u0328" * 6 for letter in "Zalgo comes")
RIGHT_TO_LEFT = "مرحبا بك، هل يمكنك رسم شعار؟ 123 \u202eabc"
EMOJI = "👩‍👩‍👧‍👦🏳️‍🌈👍🏽" * 20
LINES = "\n".join(f"line {number}" for number in range(30))
TEXTS = (LONG_WORD, LONG_LINK, ZALGO, RIGHT_TO_LEFT, EMOJI, LINES)
