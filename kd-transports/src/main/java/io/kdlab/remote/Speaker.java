package io.kdlab.remote;

/// Somebody in a session: a client, or whoever sits at the server.
interface Speaker {
    /// What others see: `BOX alice`, or `Local` for the one at the server.
    String who();

    /// Shows a text to this one alone.
    void show(String text);

    /// Goes, unless this one sits at the server. Says whether.
    boolean leave();
}
