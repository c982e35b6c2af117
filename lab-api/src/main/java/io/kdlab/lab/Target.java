package io.kdlab.lab;

/// A machine that can be leased and debugged.
///
/// @param name what users call it; unique in the lab
/// @param description what somebody choosing a target wants to know about it
/// @param address the connection string of its wire, for people to read
/// @param leaveStopped whether a target that its last holder broke into stays stopped when the lease ends
public record Target(String name, String description, String address, boolean leaveStopped) {
    public Target {
        Names.check("target name", name);
    }
}
