package io.kdlab.breakpoint;

import io.kdlab.value.Address;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/// The breakpoints of a session, as commands see them. They are placed in the target when it resumes.
///
/// Numbers that there are not are answered by `NoSuchElementException`, which names those there are.
public interface Breakpoints {
    /// All of them, by id.
    List<Breakpoint> all();

    /// Adds one, enabled, in place of one that has its number.
    Breakpoint add(NewBreakpoint wanted);

    /// Adds one at an address, enabled.
    ///
    /// @param passCount 1 fires always
    default Breakpoint add(BreakpointKind kind, Address at, String expression, int passCount) {
        return add(new NewBreakpoint(
                OptionalInt.empty(), kind, Optional.of(at), expression, false, passCount, Terms.NONE));
    }

    /// Enables or disables one.
    void enable(int id, boolean enabled);

    /// Removes one.
    void remove(int id);

    /// Gives the one numbered `from` the number `to`, which must be free.
    void renumber(int from, int to);

    /// Changes when one counts and what is done then.
    void change(int id, UnaryOperator<Terms> how);
}
