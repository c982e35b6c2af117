package io.kdlab.appliance;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.logging.common.DefaultLoggingFactory;
import io.dropwizard.logging.common.LoggingFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a box is told about itself: the file that `kdlab serve` takes.
///
/// @param store    folder of everything that outlives a start: leases, tokens, certificate, journals
/// @param listen   where people come in
/// @param targets  the machines under test, by the names people call them
/// @param leases   limits on leases
/// @param logging  as Dropwizard documents it
public record ApplianceConfiguration(
        @JsonProperty(required = true) Path store,
        @Nullable Listen listen,
        @JsonProperty(required = true) Map<String, TargetEntry> targets,
        @Nullable Leases leases,
        @Nullable LoggingFactory logging) {

    /// The defaults for what the file leaves out.
    public ApplianceConfiguration {
        listen = listen == null ? new Listen(null, null, null) : listen;
        leases = leases == null ? new Leases(null) : leases;
        logging = logging == null ? new DefaultLoggingFactory() : logging;
    }

    /// Where people come in.
    ///
    /// @param api    `HOST:PORT` of the lab API (HTTPS)
    /// @param fronts remoting connection strings on which debugger fronts attach
    /// @param names  further names and addresses of this box, for its certificate
    public record Listen(@Nullable String api, @Nullable List<String> fronts, @Nullable List<String> names) {
        /// The defaults: loopback only.
        public Listen {
            api = api == null ? "127.0.0.1:8843" : api;
            fronts = fronts == null ? List.of("ssl:server=127.0.0.1,port=8844") : List.copyOf(fronts);
            names = names == null ? List.of() : List.copyOf(names);
        }
    }

    /// One machine under test.
    ///
    /// @param wire        the connection string of its wire, as `kd -k` takes it
    /// @param description what somebody who chooses a target wants to know
    /// @param symbols     where to look for PDBs, in the grammar of `.sympath`
    /// @param leaveStopped whether it stays stopped when a lease ends
    public record TargetEntry(
            @JsonProperty(required = true) String wire,
            @Nullable String description,
            @Nullable String symbols,
            @Nullable Boolean leaveStopped) {}

    /// Limits on leases: `longest`, written like `12h`.
    public record Leases(@Nullable String longest) {
        Optional<String> limit() {
            return Optional.ofNullable(longest);
        }
    }
}
