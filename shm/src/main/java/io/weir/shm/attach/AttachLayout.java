package io.weir.shm.attach;

/**
 * Where the fields of the attach messages lie. All integers are unsigned and little-endian, all texts are UTF-8 without
 * a terminating zero, without control characters, in a field of fixed size whose rest is zero, as is everything
 * reserved. A message is sent as one packet and is exactly as long as its layout.
 *
 * <pre>
 * every message begins with
 *   0        4         6      8        12         16
 *   | magic  | version | type | length | reserved |
 *
 * 1 hello, client to router, 88 bytes
 *   16      20            22         24              88
 *   | flags | name length | reserved | process name  |
 *
 * 2 accept, router to client, 336 bytes, with 4 descriptors:
 *   queue segment (memfd), memory segment (memfd), data doorbell (eventfd), control doorbell (eventfd)
 *   16           24                   32                    40               44             48    64
 *   | session id | queue segment size | memory segment size | request stream | reply stream | GID |
 *   64      68                       70               72              74         80
 *   | flags | Aeron directory length | network length | tenant length | reserved |
 *   80                                                208            272           336
 *   | Aeron directory, relative to the socket's own   | network name | tenant name |
 *
 * 3 refusal, router to client, 536 bytes
 *   16      20            22         24                     536
 *   | errno | text length | reserved | why, in one line     |
 *
 * 4 asynchronous event, router to client, 24 bytes
 *   16                   20               24
 *   | ibv_event_type     | element handle |
 *
 * 5 completion channel, router to client, 24 bytes, with 1 descriptor:
 *   the end of a socket on which the router sends a byte per event
 *   16               20         24
 *   | channel handle | reserved |
 * </pre>
 */
public final class AttachLayout {
    /** {@code WEIR}, as the bytes stand. */
    public static final int MAGIC = 0x52494557;
    /** The version of these layouts and of all else that both sides share; both sides must have the same. */
    public static final int VERSION = 1;

    public static final int TYPE_HELLO = 1;
    public static final int TYPE_ACCEPT = 2;
    public static final int TYPE_REFUSAL = 3;
    public static final int TYPE_ASYNC_EVENT = 4;
    public static final int TYPE_COMPLETION_CHANNEL = 5;

    /** The most bytes of a process, network or tenant name. */
    public static final int NAME_BYTES = 64;
    /** The most bytes of the Aeron directory's name. */
    public static final int DIRECTORY_BYTES = 128;
    /** The most bytes of a refusal's text. */
    public static final int TEXT_BYTES = 512;
    /** The bytes of a GID. */
    public static final int GID_BYTES = 16;

    /** The most bytes of a message. */
    public static final int MAX_LENGTH = 536;
    /** The most descriptors with a message. */
    public static final int MAX_FDS = 4;

    /** Which descriptor of an accept is which. */
    public static final int FD_QUEUE_SEGMENT = 0;
    public static final int FD_MEMORY_SEGMENT = 1;
    public static final int FD_DATA_DOORBELL = 2;
    public static final int FD_CONTROL_DOORBELL = 3;

    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = 4;
    static final int TYPE_OFFSET = 6;
    static final int LENGTH_OFFSET = 8;
    static final int HEADER_RESERVED_OFFSET = 12;
    static final int HEADER_BYTES = 16;

    static final int HELLO_FLAGS = 16;
    static final int HELLO_NAME_LENGTH = 20;
    static final int HELLO_NAME = 24;
    static final int HELLO_BYTES = 88;

    static final int ACCEPT_SESSION_ID = 16;
    static final int ACCEPT_QUEUE_SIZE = 24;
    static final int ACCEPT_MEMORY_SIZE = 32;
    static final int ACCEPT_REQUEST_STREAM = 40;
    static final int ACCEPT_REPLY_STREAM = 44;
    static final int ACCEPT_GID = 48;
    static final int ACCEPT_FLAGS = 64;
    static final int ACCEPT_DIRECTORY_LENGTH = 68;
    static final int ACCEPT_NETWORK_LENGTH = 70;
    static final int ACCEPT_TENANT_LENGTH = 72;
    static final int ACCEPT_DIRECTORY = 80;
    static final int ACCEPT_NETWORK = 208;
    static final int ACCEPT_TENANT = 272;
    static final int ACCEPT_BYTES = 336;

    static final int REFUSAL_ERRNO = 16;
    static final int REFUSAL_TEXT_LENGTH = 20;
    static final int REFUSAL_TEXT = 24;
    static final int REFUSAL_BYTES = 536;

    static final int EVENT_TYPE = 16;
    static final int EVENT_ELEMENT = 20;
    static final int EVENT_BYTES = 24;

    static final int CHANNEL_HANDLE = 16;
    static final int CHANNEL_BYTES = 24;

    private AttachLayout() {
    }
}
