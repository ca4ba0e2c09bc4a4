package io.weir.shm.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.agrona.UnsafeApi;

/**
 * A UDP socket over IPv4 ({@code udp(7)}, {@code ip(7)}), non-blocking. Addresses are {@code int}s in host order,
 * 127.0.0.1 is {@code 0x7F000001}. Datagrams go through {@link UdpSendBatch} and {@link UdpReceiveBatch}.
 */
public final class UdpSocket {
    /** {@code IP_PMTUDISC_DONT}: never set the don't-fragment bit. */
    public static final int PMTU_DONT = 0;
    /** {@code IP_PMTUDISC_DO}: always set it; what is larger than the path's MTU is refused with {@code EMSGSIZE}. */
    public static final int PMTU_DO = 2;
    /** {@code IP_PMTUDISC_PROBE}: always set it, and ignore what was learned of the path's MTU. */
    public static final int PMTU_PROBE = 3;

    static final int SOL_UDP = 17;
    static final int UDP_SEGMENT = 103;
    static final int UDP_GRO = 104;
    static final int SOCKADDR_IN_BYTES = 16;
    static final int SIN_PORT = 2;
    static final int SIN_ADDR = 4;

    static final int SOL_IP = 0;
    static final int IP_TOS = 1;
    static final int IP_TTL = 2;
    private static final int IP_MTU_DISCOVER = 10;
    private static final int IP_RECVTTL = 12;
    private static final int IP_RECVTOS = 13;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SO_RCVBUFFORCE = 33;

    private UdpSocket() {
    }

    /**
     * A socket bound to an address, not shared with anyone ({@code SO_REUSEADDR} off).
     *
     * @param ipv4 one of this host's addresses, or 0 for all
     * @param port or 0 for any that is free
     */
    public static int bind(final int ipv4, final int port) {
        final int fd = Sockets.open(Sockets.AF_INET, Sockets.SOCK_DGRAM);
        try (Arena arena = Arena.ofConfined()) {
            final long address = arena.allocate(SOCKADDR_IN_BYTES, Long.BYTES).address();
            putAddress(address, ipv4, port);
            LinuxException.check(
                Sockets.bind(fd, address, SOCKADDR_IN_BYTES), "bind", "UDP " + format(ipv4) + ":" + port);
            return fd;
        } catch (final LinuxException thrown) {
            Fd.close(fd);
            throw thrown;
        }
    }

    /** The port a socket is bound to ({@code getsockname(2)}). */
    public static int localPort(final int fd) {
        final MemorySegment state = Libc.callState();
        try (Arena arena = Arena.ofConfined()) {
            final long address = arena.allocate(SOCKADDR_IN_BYTES, Long.BYTES).address();
            final long length = arena.allocate(Integer.BYTES, Integer.BYTES).address();
            UnsafeApi.putInt(length, SOCKADDR_IN_BYTES);
            LinuxException.check(
                Libc.resultOrErrno((int) Name.HANDLE.invokeExact(state, (long) fd, address, length), state),
                "getsockname", Fd.describe(fd));
            return Libc.getPort(address + SIN_PORT);
        } catch (final LinuxException thrown) {
            throw thrown;
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /**
     * Asks for a receive buffer, beyond the system's limit if this process may ({@code CAP_NET_ADMIN}).
     *
     * @return the bytes granted, which the kernel counts with its own overhead: twice what was asked if all was granted
     */
    public static int receiveBuffer(final int fd, final int bytes) {
        return bufferSize(fd, bytes, SO_RCVBUFFORCE, SO_RCVBUF, "SO_RCVBUF");
    }

    /** Asks for a send buffer; as {@link #receiveBuffer} otherwise. */
    public static int sendBuffer(final int fd, final int bytes) {
        return bufferSize(fd, bytes, SO_SNDBUFFORCE, SO_SNDBUF, "SO_SNDBUF");
    }

    /** Sets how the don't-fragment bit is used: {@link #PMTU_DO} and so on ({@code IP_MTU_DISCOVER}, {@code ip(7)}). */
    public static void pathMtuDiscovery(final int fd, final int mode) {
        set(fd, SOL_IP, IP_MTU_DISCOVER, mode, "IP_MTU_DISCOVER");
    }

    /** Sets the type-of-service byte of what is sent: DSCP and ECN ({@code IP_TOS}, {@code ip(7)}). */
    public static void typeOfService(final int fd, final int value) {
        set(fd, SOL_IP, IP_TOS, value, "IP_TOS");
    }

    /** Sets the time to live of what is sent ({@code IP_TTL}, {@code ip(7)}). */
    public static void timeToLive(final int fd, final int value) {
        set(fd, SOL_IP, IP_TTL, value, "IP_TTL");
    }

    /** Has the type of service of what comes told ({@code IP_RECVTOS}; {@link UdpReceiveBatch#typeOfService}). */
    public static void receiveTypeOfService(final int fd) {
        set(fd, SOL_IP, IP_RECVTOS, 1, "IP_RECVTOS");
    }

    /** Has the time to live of what comes told ({@code IP_RECVTTL}; {@link UdpReceiveBatch#timeToLive}). */
    public static void receiveTimeToLive(final int fd) {
        set(fd, SOL_IP, IP_RECVTTL, 1, "IP_RECVTTL");
    }

    /**
     * Lets the kernel join datagrams of one flow and equal size into one that is received at once
     * ({@link UdpReceiveBatch#segmentSize} says where to cut).
     *
     * @return 0, or a negative error number on a kernel before 5.0
     */
    public static int receiveOffload(final int fd, final boolean on) {
        return Sockets.setOption(fd, SOL_UDP, UDP_GRO, on ? 1 : 0);
    }

    /** {@code 127.0.0.1} for {@code 0x7F000001}. */
    public static String format(final int ipv4) {
        return (ipv4 >>> 24) + "." + (ipv4 >>> 16 & 0xFF) + "." + (ipv4 >>> 8 & 0xFF) + "." + (ipv4 & 0xFF);
    }

    static void putAddress(final long address, final int ipv4, final int port) {
        UnsafeApi.putShort(address, (short) Sockets.AF_INET);
        Libc.putPort(address + SIN_PORT, port);
        UnsafeApi.putInt(address + SIN_ADDR, Integer.reverseBytes(ipv4));
        UnsafeApi.putLong(address + Long.BYTES, 0);
    }

    private static int bufferSize(
        final int fd, final int bytes, final int force, final int option, final String name) {
        if (Sockets.setOption(fd, Sockets.SOL_SOCKET, force, bytes) < 0) {
            set(fd, Sockets.SOL_SOCKET, option, bytes, name);
        }
        return Sockets.option(fd, Sockets.SOL_SOCKET, option, name);
    }

    private static void set(final int fd, final int level, final int option, final int value, final String name) {
        LinuxException.check(Sockets.setOption(fd, level, option, value), "setsockopt " + name, Fd.describe(fd));
    }

    private static final class Name {
        static final MethodHandle HANDLE = Libc.intFunction("getsockname", 3);

        private Name() {
        }
    }
}
