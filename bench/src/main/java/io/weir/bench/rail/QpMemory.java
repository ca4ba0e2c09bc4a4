package io.weir.bench.rail;

import io.weir.bench.process.Line;

/**
 * What a connected queue pair of the software RNIC takes, bytes.
 *
 * @param heap     of the Java heap
 * @param resident more that the process holds, heap included
 */
record QpMemory(double heap, double resident) {
    static QpMemory of(final Line connected, final int count) {
        return new QpMemory((double) connected.number("heap") / count, (double) connected.number("resident") / count);
    }
}
