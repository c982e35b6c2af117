package io.kdlab.message;

/// The 160-byte union of a [StateChange].
public sealed interface StateChangeBody permits ExceptionStop, LoadSymbols, CommandString, UnknownStateChange {}
