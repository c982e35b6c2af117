package io.kdlab.lab.v1;

/// A way in for debugger fronts.
///
/// @param connection a remoting connection string as a client uses it, such as `ssl:server=127.0.0.1,port=8844`
public record FrontInfo(String connection) {}
