package io.weir.router.rnic.verbs.ibv;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the fields of a C structure lie. The offsets are of the 64-bit ABIs (x86-64 and AArch64 agree); they are frozen
 * by libibverbs' symbol versions, and a test compares each with the installed headers.
 */
final class Struct {
    private final String name;
    private final int size;
    private final Map<String, Integer> fields = new LinkedHashMap<>();

    /** {@code struct name} of so many bytes. */
    Struct(final String name, final int size) {
        this.name = name;
        this.size = size;
    }

    /** Notes a field, by its path in C, and answers its offset. */
    int at(final String path, final int offset) {
        fields.put(path, offset);
        return offset;
    }

    String name() {
        return name;
    }

    int size() {
        return size;
    }

    /** Offsets by path, for the test. */
    Map<String, Integer> fields() {
        return fields;
    }
}
