package io.kdlab.link;

/// What a link tells the layer above beside packets.
public enum LinkReport {
    /// Host: the target answered our RESET; it announces again what it has to say.
    RESYNCHRONISED,
    /// Host: one of several RESETs was answered. The target says again what it had said.
    RESET_ANSWERED,
    /// Host: the other answers do not come; what was heard since the last one counts.
    SETTLED,
    /// Host: our RESETs are not answered: the target runs, or nobody is there.
    RESET_UNANSWERED,
    /// Host: the target sent RESET unasked.
    PEER_RESET,
    /// Host: a packet with SYNC: the target's protocol began anew (boot, or it had declared us absent).
    TARGET_RESTARTED,
    /// Host: the transport says that the target began a new session. Its ids are not known yet.
    NEW_SESSION,
    /// Host: a new packet under an old id; taken, and ids are aligned to it.
    OUT_OF_STEP,
    /// Host: break-in bytes went unanswered.
    BREAK_IN_UNANSWERED,
    /// Target: nobody acknowledged; prints are dropped until somebody does.
    DEBUGGER_ABSENT,
    /// Target: say the current stop (or prompt) again.
    ANNOUNCE_AGAIN,
    /// Target: the host wants it to stop.
    BREAK_REQUESTED
}
