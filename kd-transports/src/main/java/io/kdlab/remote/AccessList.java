package io.kdlab.remote;

import io.kdlab.endpoint.ThisMachine;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/// Who of this machine may join: `/u` allows, `/ud` denies, each a user or a group.
///
/// With `/u` only those; with `/ud` alone, everybody else. With neither, whoever started the session, and root:
/// the original lets everybody in then, and we do not.
public record AccessList(String owner, SequencedSet<String> allowed, SequencedSet<String> denied) {
    /// Reads the names of the command line, `[MACHINE\]NAME`.
    ///
    /// @throws RemoteException when one is nobody here, or the owner could not join their own session
    public static AccessList of(LocalUser owner, List<String> allowed, List<String> denied)
            throws RemoteException, IOException {
        AccessList list = new AccessList(owner.name(), names("/u", allowed), names("/ud", denied));
        if (!list.admits(owner)) {
            throw new RemoteException(
                    owner.name() + " could not join this session; name yourself or a group of yours by /u");
        }
        return list;
    }

    private static SequencedSet<String> names(String option, List<String> given) throws RemoteException, IOException {
        SequencedSet<String> names = new LinkedHashSet<>();
        for (String text : given) {
            String[] parts = text.split("\\\\", 2);
            if (parts.length == 2 && !ThisMachine.is(parts[0])) {
                throw new RemoteException(option + " " + text + ": users of " + parts[0] + " are not known here");
            }
            String name = parts[parts.length - 1];
            if (!LocalUser.isKnown(name)) {
                throw new RemoteException(option + " " + text + ": no such user or group here");
            }
            names.add(name);
        }
        return names;
    }

    /// Whether others than the owner may be meant.
    boolean isShared() {
        return !allowed.isEmpty() || !denied.isEmpty();
    }

    /// Whether this user may join. Denied goes before allowed.
    boolean admits(LocalUser user) {
        if (!isShared()) {
            return user.name().equals(owner) || user.name().equals("root");
        }
        return !isIn(denied, user) && (allowed.isEmpty() || isIn(allowed, user));
    }

    private static boolean isIn(SequencedSet<String> names, LocalUser user) {
        return names.contains(user.name()) || names.stream().anyMatch(user.groups()::contains);
    }

    /// What a refused user is told, a line each.
    List<String> refusal() {
        List<String> lines = new java.util.ArrayList<>();
        lines.add("Protected Server!  Only the following users or groups can connect:");
        if (!isShared()) {
            lines.add("    " + owner);
        } else if (allowed.isEmpty()) {
            lines.add("    everybody but " + String.join(", ", denied));
        } else {
            allowed.forEach(name -> lines.add("    " + name));
        }
        return lines;
    }
}
