package io.weir.bench.rail;

import java.io.IOException;
import java.util.List;

/** Where both ends are: end 0 and end 1, each with an address and a network device. */
interface Place extends AutoCloseable {
    /** For people. */
    String name();

    /** Payload of a RoCEv2 packet that a packet of the devices' MTU has room for, bytes. */
    int payload();

    /** IPv4 address of an end. */
    String address(int end);

    /** Name of its network device. */
    String device(int end);

    /** The command line that runs a command at an end. */
    List<String> at(int end, List<String> command);

    @Override
    void close() throws IOException;
}
