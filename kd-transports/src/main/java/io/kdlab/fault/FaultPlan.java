package io.kdlab.fault;

import io.kdlab.address.FaultRates;

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

    /// What an address says, without a UART.
    public static FaultPlan of(FaultRates rates, long seed) {
        return of(rates, seed, 0, 0);
    }

    /// What an address says.
    public static FaultPlan of(FaultRates rates, long seed, int baud, int sampled) {
        return new FaultPlan(
                seed, rates.loss(), rates.duplicate(), rates.delay(), rates.flip(), rates.truncate(), baud, sampled);
    }
}
