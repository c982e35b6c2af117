package io.kdlab.transport;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/// Who holds a wire, as written beside its lock for others to read.
///
/// @param who in words: `kdlab serve`, `bench kd of alice`
/// @param pid the process
/// @param target the target's name, where it has one
/// @param control the path of a Unix socket on which the holder takes requests, or empty
/// @param lease whose lease it serves, or empty
/// @param until when that lease ends
/// @param since when the wire was taken
/// @param line what a serial port tells of its line, or empty
public record WireHolder(
        String who,
        long pid,
        Optional<String> target,
        Optional<String> control,
        Optional<String> lease,
        Optional<Instant> until,
        Instant since,
        Optional<String> line) {
    /// This process, with neither lease nor control socket.
    public static WireHolder thisProcess(String who, Instant since) {
        return new WireHolder(
                who,
                ProcessHandle.current().pid(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                since,
                Optional.empty());
    }

    /// With the target's name.
    public WireHolder withTarget(String name) {
        return new WireHolder(who, pid, Optional.of(name), control, lease, until, since, line);
    }

    /// With a socket to ask it on.
    public WireHolder withControl(String path) {
        return new WireHolder(who, pid, target, Optional.of(path), lease, until, since, line);
    }

    /// With a lease and its end.
    public WireHolder withLease(String holder, Instant end) {
        return new WireHolder(who, pid, target, control, Optional.of(holder), Optional.of(end), since, line);
    }

    /// Without a lease.
    public WireHolder withoutLease() {
        return new WireHolder(who, pid, target, control, Optional.empty(), Optional.empty(), since, line);
    }

    /// With what its serial port tells, if it tells anything.
    public WireHolder withLine(LineState now) {
        return new WireHolder(
                who,
                pid,
                target,
                control,
                lease,
                until,
                since,
                Optional.of(now).filter(state -> !state.isBlank()).map(LineState::text));
    }

    /// One clause: `kdlab serve (pid 4711), lease of alice until 2026-11-20T14:00:00Z`.
    public String text() {
        StringJoiner text = new StringJoiner(", ");
        text.add("%s (pid %d)".formatted(who, pid));
        target.ifPresent(name -> text.add("target " + name));
        lease.ifPresent(holder -> text.add(
                "lease of " + holder + until.map(end -> " until " + end).orElse("")));
        return text.toString();
    }

    List<String> lines() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("who", who);
        values.put("pid", String.valueOf(pid));
        target.ifPresent(value -> values.put("target", value));
        control.ifPresent(value -> values.put("control", value));
        lease.ifPresent(value -> values.put("lease", value));
        until.ifPresent(value -> values.put("until", value.toString()));
        values.put("since", since.toString());
        line.ifPresent(value -> values.put("line", value));
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue().replaceAll("\\R", " "))
                .toList();
    }

    static WireHolder parse(List<String> lines) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return new WireHolder(
                values.getOrDefault("who", "another process"),
                Long.parseLong(values.getOrDefault("pid", "0")),
                Optional.ofNullable(values.get("target")),
                Optional.ofNullable(values.get("control")),
                Optional.ofNullable(values.get("lease")),
                Optional.ofNullable(values.get("until")).map(Instant::parse),
                Instant.parse(values.getOrDefault("since", Instant.EPOCH.toString())),
                Optional.ofNullable(values.get("line")));
    }
}
