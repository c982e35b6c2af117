package io.kdlab.fault;

/// What garbage says about the rate that it was sent at.
public sealed interface BaudGuess {
    /// A target's traffic, sent at this many bits a second.
    record Rate(int baud) implements BaudGuess {}

    /// Nothing but breaks: whoever sends, sends at `baud` or slower. Every bit of his is longer than a byte
    /// here.
    record AtMost(int baud) implements BaudGuess {}

    /// Noise, something else than a kernel debugger at the other end, or too little to tell.
    record NoIdea() implements BaudGuess {}
}
