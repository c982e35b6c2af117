package io.kdlab.fault;

import io.kdlab.address.ConnectionString;

/// What goes wrong on a wire, and how often, in parts of 1000 chunks (a chunk is what one read or write
/// carries).
///
/// @param seed equal seeds and equal traffic make equal faults
/// @param loss the chunk does not arrive
/// @param duplicate it arrives twice
/// @param delay it, and what follows, arrives up to 40 ms late
/// @param flip one of its bits is turned
/// @param truncate its end is cut off
/// @param baud the rate that bytes are sent at; 0 without a UART
/// @param sampled the rate that they are received at
public record FaultPlan(long seed, int loss, int duplicate, int delay, int flip, int truncate, int baud, int sampled) {
    /// Nothing goes wrong.
    public static final FaultPlan NONE = new FaultPlan(1, 0, 0, 0, 0, 0, 0, 0);

    /// What `fault:…` says; the address reader has checked the numbers.
    public static FaultPlan of(ConnectionString plan) {
        int baud = number(plan, "baud", 0);
        return new FaultPlan(
                number(plan, "seed", 1),
                number(plan, "loss", 0),
                number(plan, "duplicate", 0),
                number(plan, "delay", 0),
                number(plan, "flip", 0),
                number(plan, "truncate", 0),
                baud,
                number(plan, "sampled", baud));
    }

    private static int number(ConnectionString plan, String key, int absent) {
        return plan.number(key, 0, Integer.MAX_VALUE).orElse(absent);
    }
}
