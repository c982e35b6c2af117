package io.kdlab.appliance;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.TextNode;
import io.dropwizard.logging.common.DefaultLoggingFactory;
import io.dropwizard.logging.common.LoggingFactory;
import io.dropwizard.util.DataSize;
import io.kdlab.address.Secrets;
import io.kdlab.capture.CaptureLimits;
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
/// @param longestLease no lease is longer, written like `12h`
/// @param logging  as Dropwizard documents it
public record ApplianceConfiguration(
        Path store,
        Listen listen,
        Map<String, TargetEntry> targets,
        Optional<String> longestLease,
        LoggingFactory logging) {

    /// What the file says, with the defaults for what it leaves out.
    @JsonCreator
    static ApplianceConfiguration read(
            @JsonProperty(value = "store", required = true) Path store,
            @JsonProperty("listen") @Nullable Listen listen,
            @JsonProperty(value = "targets", required = true) Map<String, TargetEntry> targets,
            @JsonProperty("longestLease") @Nullable String longestLease,
            @JsonProperty("logging") @Nullable LoggingFactory logging) {
        return new ApplianceConfiguration(
                store,
                listen == null ? Listen.read(null, null, null) : listen,
                targets,
                Optional.ofNullable(longestLease),
                logging == null ? quietLibraries() : logging);
    }

    /// What the box says at INFO is for its operator; what its libraries say at INFO would bury it.
    private static LoggingFactory quietLibraries() {
        DefaultLoggingFactory logging = new DefaultLoggingFactory();
        logging.setLevel("WARN");
        // gRPC tells with a stack trace whenever a front leaves.
        logging.setLoggers(Map.of("io.kdlab", TextNode.valueOf("INFO"), "io.grpc", TextNode.valueOf("ERROR")));
        return logging;
    }

    /// Where people come in; loopback only unless the file says otherwise.
    ///
    /// @param api    `HOST:PORT` of the lab API (HTTPS)
    /// @param fronts remoting connection strings on which debugger fronts attach
    /// @param names  further names and addresses of this box, for its certificate
    public record Listen(String api, List<String> fronts, List<String> names) {
        @JsonCreator
        static Listen read(
                @JsonProperty("api") @Nullable String api,
                @JsonProperty("fronts") @Nullable List<String> fronts,
                @JsonProperty("names") @Nullable List<String> names) {
            return new Listen(
                    api == null ? "127.0.0.1:8843" : api,
                    fronts == null ? List.of("ssl:server=127.0.0.1,port=8844") : List.copyOf(fronts),
                    names == null ? List.of() : List.copyOf(names));
        }
    }

    /// One machine under test.
    ///
    /// @param wire         the connection string of its wire, as `kd -k` takes it
    /// @param description  what somebody who chooses a target wants to know
    /// @param symbols      where to look for PDBs, in the grammar of `.sympath`
    /// @param leaveStopped whether it stays stopped when a lease ends
    /// @param capture      where all that passes on its wire is written; nowhere without
    public record TargetEntry(
            String wire, String description, String symbols, boolean leaveStopped, Optional<CaptureEntry> capture) {
        @JsonCreator
        static TargetEntry read(
                @JsonProperty(value = "wire", required = true) String wire,
                @JsonProperty("description") @Nullable String description,
                @JsonProperty("symbols") @Nullable String symbols,
                @JsonProperty("leaveStopped") boolean leaveStopped,
                @JsonProperty("capture") @Nullable CaptureEntry capture) {
            return new TargetEntry(
                    wire,
                    description == null ? "" : description,
                    symbols == null ? "" : symbols,
                    leaveStopped,
                    Optional.ofNullable(capture));
        }

        /// A wire can contain a key, which is nobody's to see.
        @Override
        public String toString() {
            return "TargetEntry[wire=%s, description=%s, symbols=%s, leaveStopped=%s]"
                    .formatted(Secrets.hide(wire), description, symbols, leaveStopped);
        }
    }

    /// Where a wire is captured: `NAME.pcapng` in a folder, with the older parts beside it.
    ///
    /// @param size how large a file gets
    /// @param keep how many files are kept
    public record CaptureEntry(Path folder, DataSize size, int keep) {
        @JsonCreator
        static CaptureEntry read(
                @JsonProperty(value = "folder", required = true) Path folder,
                @JsonProperty("size") @Nullable DataSize size,
                @JsonProperty("keep") @Nullable Integer keep) {
            CaptureLimits standard = CaptureLimits.STANDARD;
            return new CaptureEntry(
                    folder,
                    size == null ? DataSize.bytes(standard.size()) : size,
                    keep == null ? standard.keep() : keep);
        }

        /// @throws IllegalArgumentException saying which limit makes no sense
        CaptureLimits limits() {
            return new CaptureLimits(size.toBytes(), keep);
        }
    }
}
