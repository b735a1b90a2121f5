"""Cases: messages that wait for an answer, their clocks, words, contacts and followers."""
