package io.weir.policy;

import java.util.Map;

/**
 * Which class a tenant's queue pairs may ask for, by what their address vectors say. One that asks for nothing, or for
 * more than its tenant's class, has its tenant's.
 *
 * @param byTrafficClass of the GRH, 0 to 255; it goes before the service level
 * @param byServiceLevel 0 to 15
 */
public record QpClasses(Map<Integer, ServiceClass> byTrafficClass, Map<Integer, ServiceClass> byServiceLevel) {
    /** Queue pairs ask for nothing. */
    public static final QpClasses NONE = new QpClasses(Map.of(), Map.of());
    /** The greatest traffic class. */
    public static final int MAX_TRAFFIC_CLASS = 255;
    /** The greatest service level. */
    public static final int MAX_SERVICE_LEVEL = 15;

    /** Checks the bounds and copies the maps. */
    public QpClasses {
        byTrafficClass = Map.copyOf(byTrafficClass);
        byServiceLevel = Map.copyOf(byServiceLevel);
        check("traffic class", byTrafficClass, MAX_TRAFFIC_CLASS);
        check("service level", byServiceLevel, MAX_SERVICE_LEVEL);
    }

    private static void check(final String what, final Map<Integer, ServiceClass> classes, final int max) {
        for (final int value : classes.keySet()) {
            if (value < 0 || value > max) {
                throw new IllegalArgumentException("a " + what + " is from 0 to " + max + ": " + value);
            }
        }
    }

    /** Puts the classes where they are found without a search; null where none is asked for. */
    static void fill(final ServiceClass[] table, final Map<Integer, ServiceClass> classes) {
        for (int i = 0; i < table.length; i++) {
            table[i] = classes.get(i);
        }
    }
}
