package io.kdlab.appliance.command;

import io.kdlab.endpoint.EndpointException;
import io.kdlab.endpoint.EndpointOptions;
import io.kdlab.endpoint.ThisMachine;
import io.kdlab.endpoint.TlsIdentity;
import java.util.List;
import java.util.Locale;

/// The certificate that a session of remote shows over `ssl:`: this user's own, made on first use.
final class RemoteCertificate {
    private RemoteCertificate() {}

    /// The options with the certificate, where one of the transports asks for it.
    static EndpointOptions shownBy(List<String> transports, EndpointOptions options) {
        if (transports.stream().noneMatch(text -> text.toLowerCase(Locale.ROOT).startsWith("ssl:"))) {
            return options;
        }
        try {
            return options.showing(TlsIdentity.in(
                    Login.home().resolve("remote"), List.of(ThisMachine.name(), "localhost", "127.0.0.1")));
        } catch (EndpointException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
    }
}
