package io.kdlab.link;

import io.kdlab.packet.Role;

/// The protocol of acks, resends, resynchronisation and break-in, without clock, socket or payload.
///
/// One side of it: [#host] or [#target]. Facts: kd-protocol.md §2, §15, §16. `kd-transports/doc/link.md` shows
/// every transition, generated from this code.
public interface LinkMachine {
    /// The debugger's side.
    static LinkMachine host(LinkDialect dialect, LinkPace pace) {
        return new HostLink(dialect, pace);
    }

    /// The kernel's side.
    static LinkMachine target(LinkDialect dialect, LinkPace pace) {
        return new TargetLink(dialect, pace);
    }

    /// Which side this is.
    Role role();

    /// The ids and framing it speaks.
    LinkDialect dialect();

    /// How long it waits.
    LinkPace pace();

    /// The state before anything happened.
    LinkState initial();

    /// What an event leads to. Pure: equal arguments, equal results.
    Step step(LinkState state, LinkEvent event);
}
