package io.kdlab.breakpoint;

import io.kdlab.value.Address;
import java.util.List;

/// The breakpoints of a session, as commands see them. They are placed in the target when it resumes.
public interface Breakpoints {
    /// All of them, by id.
    List<Breakpoint> all();

    /// Adds one, enabled.
    ///
    /// @param passCount 1 fires always
    Breakpoint add(BreakpointKind kind, Address at, String expression, int passCount);

    /// Enables or disables one; throws `NoSuchElementException` naming the ids there are.
    void enable(int id, boolean enabled);

    /// Removes one; throws `NoSuchElementException` naming the ids there are.
    void remove(int id);
}
