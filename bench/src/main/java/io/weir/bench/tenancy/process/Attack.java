package io.weir.bench.tenancy.process;

/** What an attacker does without pause; the names are those of tables. */
public enum Attack {
    /** Nothing at all that has to do with RDMA: a loop, for comparison, as processors are few. */
    BURNER("burns a processor"),
    /** WRITEs of 1 MiB on 16 queue pairs. */
    BULK("bulk WRITE"),
    /** WRITEs of 8 bytes on 16 queue pairs. */
    TINY("tiny WRITE storm"),
    /** READs of 64 KiB on 16 queue pairs. */
    READ("READ storm"),
    /** Atomics on 16 queue pairs. */
    ATOMIC("atomics storm"),
    /** SENDs to 64 queue pairs without receives. */
    RNR("RNR provocation"),
    /** WRITEs with a wrong rkey, and the queue pair back from its error. */
    ERROR("error provocation"),
    /** Registers and deregisters 1 MiB. */
    REGISTER("reg/dereg storm"),
    /** Asks for the device's attributes. */
    CONTROL("control-verb storm"),
    /** WRITEs of nothing, each on another of 256 queue pairs: a doorbell each. */
    DOORBELL("doorbell storm"),
    /** Makes, connects, uses and destroys queue pairs. */
    CHURN("QP churn");

    private final String label;

    Attack(final String label) {
        this.label = label;
    }

    /** For tables. */
    public String label() {
        return label;
    }
}
