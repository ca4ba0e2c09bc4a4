package io.weir.router.rnic.verbs.ibv;

/** There is no libibverbs on this host, or not the device asked for. Its message is one line for a person. */
public final class IbvUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    IbvUnavailableException(final String why) {
        super(why + "; 'rnic: soft' needs neither library nor device");
    }
}
